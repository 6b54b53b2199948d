import { Readable } from 'node:stream'
import { FailureError } from '../../shared/failure.ts'
import { fileChanged } from './regular-file.ts'

/** A request body that is one file in a form, with its length known beforehand. */
export interface Multipart {
  contentType: string
  contentLength: number
  body: Readable
}

export interface FilePart {
  name: string
  contentType: string
  /** Bytes, exactly as many as `source` gives. */
  size: number
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/**
 * Wraps a file into `multipart/form-data` (RFC 7578), streamed. `onProgress` hears the bytes of the file that were taken by
 * the connection. A source that is shorter or longer than it said fails the body, because the length was promised.
 */
export function multipart(part: FilePart, boundary: string, onProgress: (sent: number) => void): Multipart {
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escaped(part.name)}"\r\n` +
      `Content-Type: ${part.contentType}\r\n\r\n`,
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.byteLength + part.size + tail.byteLength,
    body: Readable.from(pieces(head, tail, part, onProgress), { objectMode: false }),
  }
}

async function* pieces(
  head: Buffer,
  tail: Buffer,
  part: FilePart,
  onProgress: (sent: number) => void,
): AsyncGenerator<Uint8Array> {
  yield head
  let sent = 0
  for await (const piece of part.source) {
    sent += piece.byteLength
    if (sent > part.size) break
    yield piece
    onProgress(sent)
  }
  if (sent !== part.size) throw new FailureError(fileChanged())
  yield tail
}

/** As browsers do it (WHATWG HTML, multipart form data). */
function escaped(name: string): string {
  return name.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22')
}
