import type { Failure } from '../../shared/failure.ts'
import { failure } from '../../shared/failure.ts'
import { parseEnvelope, readAll } from '../live/http.ts'
import type { HttpResponse } from '../live/http.ts'
import { classifyFileError } from './failures.ts'

/** An answer longer than this is a file: errors are a line of text. */
const MAX_ERROR_BYTES = 16 * 1024

/** What a 200 really was: `failure` for an error; `bytes` for a file that had to be read to be told from one. */
export interface Judged {
  failure: Failure | null
  bytes: Buffer | null
}

/**
 * Tells a file from an error that is sent with status 200: a JSON envelope, or the dashboard's "404 Not Found" page for a
 * path that the server does not have. Somebody's own JSON file may look like an envelope; but only files come with a
 * validator (`ETag`, `Last-Modified`), on the reference server as on ours.
 */
export async function errorInAnswer(
  response: HttpResponse,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Judged> {
  const { headers } = response
  const type = headers['content-type'] ?? ''
  const isFile = headers.etag !== undefined || headers['last-modified'] !== undefined
  const isShort = Number(headers['content-length'] ?? Infinity) <= MAX_ERROR_BYTES
  if (isFile || !isShort || !/^(application\/json|text\/html)\b/i.test(type))
    return { failure: null, bytes: null }

  const bytes = await readAll(response.body, Math.min(maxBytes, MAX_ERROR_BYTES), signal)
  const text = bytes.toString('utf8')
  const envelope = parseEnvelope(text)
  if (envelope?.status === 'error')
    return { failure: classifyFileError(envelope, 'DOWNLOAD_FAILED'), bytes: null }
  if (/^404 not found/i.test(text)) {
    return { failure: failure('DOWNLOAD_FAILED', 'The server has no file API at this address'), bytes: null }
  }
  return { failure: null, bytes }
}
