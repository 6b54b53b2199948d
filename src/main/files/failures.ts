import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Envelope } from '../../shared/live-api/http.ts'
import { failureOf } from '../live/http.ts'
import { redactText } from '../live/redact.ts'

/** What an answer of the file API other than 200 means. `signsInWithJwt`: the token may have expired. */
export function classifyFileStatus(
  status: number,
  envelope: Envelope | null,
  signsInWithJwt: boolean,
  otherwise: 'UPLOAD_FAILED' | 'DOWNLOAD_FAILED',
): Failure {
  const said = envelope?.message ? redactText(envelope.message) : `HTTP ${status}`
  if (status === 401) return failure(signsInWithJwt ? 'TOKEN_EXPIRED' : 'UNAUTHORIZED', said)
  if (status === 403) return failure('FORBIDDEN_SCOPE', said)
  if (status === 404) return failure(otherwise === 'DOWNLOAD_FAILED' ? 'NOT_FOUND' : 'UPLOAD_FAILED', said)
  if (status === 413) return failure('FILE_TOO_BIG', 'The server does not take files this large')
  if (status === 429 || status >= 500) return failure(otherwise, `The server failed (${said})`, true)
  return failure(otherwise, said)
}

/** An error of the server inside an answer of 200. */
export function classifyFileError(
  envelope: Envelope,
  otherwise: 'UPLOAD_FAILED' | 'DOWNLOAD_FAILED',
): Failure {
  const said = redactText(envelope.message ?? 'The server gave no reason')
  if (/not found|file access error/i.test(said)) return failure('NOT_FOUND', said)
  return failure(otherwise, said)
}

/** An upload that broke off. */
export function uploadFailure(error: unknown, signal: AbortSignal | undefined): Failure {
  const reason = failureOf(error, signal)
  if (reason.code === 'CONNECTION_LOST') {
    // A server that refuses the size cuts the connection while we still send: often there is no answer to read.
    return failure(
      'UPLOAD_FAILED',
      'The connection was cut during the upload; the file may be too large',
      true,
    )
  }
  return reason
}

/** A server that has the whole file and does not come to the end of its answer. */
export function unanswered(): Failure {
  return failure('TIMEOUT', 'The server did not finish its answer in time', true)
}

/** A download that broke off. */
export function downloadFailure(error: unknown, signal: AbortSignal | undefined): Failure {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ENOSPC') return failure('DISK_FULL', 'The disk is full')
  const reason = failureOf(error, signal)
  return reason.code === 'CONNECTION_LOST'
    ? failure('DOWNLOAD_FAILED', 'The connection was cut during the download', true)
    : reason
}

export function tooBig(): Failure {
  return failure('FILE_TOO_BIG', 'The file is larger than expected')
}

export function notTheFileApi(code: 'UPLOAD_FAILED' | 'DOWNLOAD_FAILED'): Failure {
  return failure(code, 'What answers at this address is not the file API')
}
