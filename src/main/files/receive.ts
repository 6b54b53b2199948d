import { FailureError } from '../../shared/failure.ts'
import type { HttpResponse } from '../live/http.ts'
import { downloadFailure, tooBig } from './failures.ts'

export interface DownloadOptions {
  /** Caps the download, in bytes; a larger one fails with `FILE_TOO_BIG`. */
  maxBytes?: number
  onProgress?: (received: number, total: number | null) => void
  signal?: AbortSignal
}

export interface Downloaded {
  contentType: string
  etag: string | null
  /** Bytes. */
  size: number
}

/** Reads the rest of an answer into memory. */
export async function collect(
  response: HttpResponse,
  maxBytes: number,
  options: DownloadOptions,
): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of limited(response, maxBytes, options)) pieces.push(piece)
  } catch (error) {
    throw new FailureError(downloadFailure(error, options.signal), { cause: error })
  }
  return Buffer.concat(pieces)
}

/** The bytes of an answer: no more than `maxBytes`, and no fewer than were announced. */
export async function* limited(
  response: HttpResponse,
  maxBytes: number,
  options: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const length = Number(response.headers['content-length'])
  const total = Number.isFinite(length) ? length : null
  let received = 0
  for await (const piece of response.body as AsyncIterable<Buffer>) {
    received += piece.byteLength
    if (received > maxBytes) {
      response.body.destroy()
      throw new FailureError(tooBig())
    }
    options.onProgress?.(received, total)
    yield piece
  }
  if (total !== null && received < total) throw new Error('the answer was cut short')
}

/** What an answer says about its file. */
export function about(response: HttpResponse, size: number): Downloaded {
  const { etag } = response.headers
  return {
    contentType: response.headers['content-type'] ?? 'application/octet-stream',
    etag: etag ?? null,
    size,
  }
}
