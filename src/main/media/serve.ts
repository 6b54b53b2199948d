import { toFailure } from '../../shared/failure.ts'
import type { FailureCode } from '../../shared/failure.ts'
import { attachmentIdOf } from '../../shared/file-address.ts'
import { parseRange } from '../../shared/http-range.ts'
import { isTooLarge } from './facts.ts'
import type { MediaFile } from './media-file.ts'
import { isShown } from './shown-types.ts'

/** Opens an attachment of the server in use. Rejects with a `FailureError`. */
export type OpenMedia = (attachmentId: string) => Promise<MediaFile>

/**
 * Answers a request for an attachment's bytes. They are a stranger's: only pictures, sound and video keep a meaning, by
 * what they are and not by what they are called; and even where a page could be made of them, nothing in it would run.
 */
export async function serveMedia(request: Request, open: OpenMedia): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET')
  const id = attachmentIdOf(request.url)
  if (id === null) return refuse(404, 'Not the address of an attachment')
  let file: MediaFile
  try {
    file = await open(id)
  } catch (error) {
    return failed(error)
  }
  try {
    const response = isTooLarge(file.facts)
      ? refuse(415, 'The picture is too large to be shown')
      : await answer(file, request)
    // Without a body, nobody else closes it.
    if (response.body === null || isTooLarge(file.facts)) await file.close()
    return response
  } catch (error) {
    await file.close()
    return failed(error)
  }
}

async function answer(file: MediaFile, request: Request): Promise<Response> {
  const { contentType } = file.facts
  const header = request.headers.get('range')
  const isPlayed = /^(audio|video)\//.test(contentType)
  // Players need to know where the end is. A server that did not say it is waited for; a picture is drawn as it comes.
  const size = file.size ?? (header !== null || isPlayed ? await file.whole(request.signal) : null)
  const headers = headersOf(contentType)
  const isHead = request.method === 'HEAD'
  if (size === null) return new Response(isHead ? null : bodyOf(file, 0, Infinity, request), { headers })
  const range = parseRange(header ?? undefined, size)
  if (range.kind === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  }
  const [start, end] = range.kind === 'part' ? [range.start, range.end + 1] : [0, size]
  const body = isHead ? null : bodyOf(file, start, end, request)
  const length = { 'content-length': String(end - start), 'accept-ranges': 'bytes' }
  return range.kind === 'part'
    ? new Response(body, {
        status: 206,
        headers: { ...headers, ...length, 'content-range': `bytes ${start}-${end - 1}/${size}` },
      })
    : new Response(body, { headers: { ...headers, ...length } })
}

/** The bytes as they are asked for: a reader that pauses holds nothing in memory here, one that leaves closes the file. */
function bodyOf(file: MediaFile, start: number, end: number, request: Request): ReadableStream<Uint8Array> {
  const gone = new AbortController()
  const pieces = file.read(start, end, AbortSignal.any([gone.signal, request.signal]))
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = await pieces.next()
          if (piece.done !== true) {
            controller.enqueue(piece.value)
            return
          }
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        await file.close()
      },
      async cancel() {
        gone.abort()
        await file.close()
      },
    },
    { highWaterMark: 0 },
  )
}

function headersOf(contentType: string): Record<string, string> {
  const inline = isShown(contentType)
  return {
    'content-type': inline ? contentType : 'application/octet-stream',
    ...(inline ? {} : { 'content-disposition': 'attachment' }),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    // The copy on disk is the cache; another one in the browser would outlive its clearing.
    'cache-control': 'no-store',
  }
}

const STATUS: Partial<Record<FailureCode, number>> = {
  NOT_FOUND: 404,
  FILE_TOO_BIG: 413,
  TIMEOUT: 504,
  CANCELLED: 499,
}

function failed(error: unknown): Response {
  const { code, message } = toFailure(error)
  return refuse(STATUS[code] ?? 502, message)
}

function refuse(status: number, text: string): Response {
  return new Response(text, { status, headers: headersOf('text/plain') })
}
