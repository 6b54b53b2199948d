import { failure } from '../../../shared/failure.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { SignInErrorFrame } from '../../../shared/live-api/live-frames.ts'
import { CLOSE } from '../../../shared/live-api/limits.ts'
import { redactText } from '../redact.ts'

/*
 * What went wrong, as a failure. `retryable` decides everything that follows: true is tried again by itself; false (the
 * key, the address, the certificate, a server without the endpoint) waits for a person, because trying again can't help
 * and hammers the server.
 */

/** The frame that refuses a sign-in, sent right after a good handshake and right before close 1008. */
export function classifySignInError(frame: SignInErrorFrame): Failure {
  const said = redactText(frame.data)
  if (frame.code === 'BAD_USER') return failure('BAD_USER', said)
  if (frame.code === 'UNAUTHORIZED') return refusedKey(said)
  if (frame.code === 'INVALID_MESSAGE') return failure('PROTOCOL_ERROR', said)
  return failure('UNAUTHORIZED', said)
}

/** An answer to the WebSocket handshake other than 101. */
export function classifyHandshake(status: number, signsInWithJwt: boolean): Failure {
  if (status >= 300 && status < 400) {
    return failure(
      'REDIRECTED',
      `The server points to another address (HTTP ${status}); enter that address instead`,
    )
  }
  if (status === 401 || status === 403) {
    return signsInWithJwt
      ? failure('TOKEN_EXPIRED', `The sign-in was refused (HTTP ${status})`)
      : failure('UNAUTHORIZED', `The key was refused (HTTP ${status})`)
  }
  if (status === 408 || status === 429 || status >= 500) {
    return failure('SERVER_ERROR', `The server answered HTTP ${status}`, true)
  }
  return failure('NO_LIVE_ENDPOINT', `The server has no Live API here (HTTP ${status})`)
}

/** The close of a socket that had been open. */
export function classifyClose(code: number, reason: string): Failure {
  const said = reason === '' ? `Closed with code ${code}` : redactText(reason)
  switch (code) {
    case CLOSE.policy:
      return refusedByPolicy(said)
    case CLOSE.tooBig:
      return failure('MESSAGE_TOO_BIG', 'The server refused a message as too large', true)
    case CLOSE.normal:
    case CLOSE.goingAway:
    case CLOSE.restart:
      return failure('SERVER_CLOSING', `The server closed the connection (${said})`, true)
    case CLOSE.serverError:
      return failure('SERVER_ERROR', said, true)
    case CLOSE.abnormal:
    case 1005:
      return failure('CONNECTION_LOST', 'The connection was lost', true)
    default:
      return failure('PROTOCOL_ERROR', said, true)
  }
}

/** An error of Node's sockets, TLS or the WebSocket library. `wasOpen`: after the handshake. */
export function classifyError(error: unknown, wasOpen = false): Failure {
  const code = errorCode(error)
  const said = redactText(error instanceof Error ? error.message : String(error))
  if (isTlsError(code, said)) return failure('TLS_FAILED', tlsMessage(code, said))
  switch (code) {
    case 'ECONNREFUSED':
      return failure('CONNECTION_REFUSED', 'Nothing answers at this address', true)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return failure('DNS_FAILED', 'The name of the server cannot be found', true)
    case 'ETIMEDOUT':
    case 'ESOCKETTIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return failure('TIMEOUT', 'The server did not answer in time', true)
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return failure('NETWORK_UNREACHABLE', 'The network cannot be reached', true)
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return failure('CONNECTION_LOST', 'The connection was cut', true)
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return failure('MESSAGE_TOO_BIG', 'The server sent a message that is too large', true)
    case 'ERR_INVALID_URL':
      return failure('BAD_ADDRESS', 'The address cannot be read')
  }
  if (code.startsWith('WS_ERR_')) return failure('PROTOCOL_ERROR', said, true)
  if (/handshake has timed out/i.test(said))
    return failure('TIMEOUT', 'The server did not answer in time', true)
  // A peer that answers the handshake with something else than WebSocket or HTTP.
  if (code.startsWith('HPE_') || /Sec-WebSocket-Accept|Upgrade header/i.test(said)) {
    return failure(
      'NOT_ASTRBOT',
      'What answers at this address does not speak HTTP or WebSocket as AstrBot does',
    )
  }
  return wasOpen ? failure('CONNECTION_LOST', said, true) : failure('NETWORK_UNREACHABLE', said, true)
}

/** Words in 1008's reason, for a peer whose error frame was lost behind the 101 (see the notes on the reference server). */
function refusedByPolicy(reason: string): Failure {
  if (/username|BAD_USER/i.test(reason)) return failure('BAD_USER', reason)
  if (/Invalid ct/i.test(reason)) return failure('PROTOCOL_ERROR', reason)
  return refusedKey(reason)
}

function refusedKey(said: string): Failure {
  return /scope/i.test(said) ? failure('FORBIDDEN_SCOPE', said) : failure('UNAUTHORIZED', said)
}

function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  const code: unknown = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

function isTlsError(code: string, said: string): boolean {
  return (
    /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/.test(code) ||
    /certificate|ssl routines|wrong version number/i.test(said)
  )
}

function tlsMessage(code: string, said: string): string {
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || code === 'SELF_SIGNED_CERT_IN_CHAIN') {
    return 'The server shows a self-signed certificate, which has to be confirmed for this server first'
  }
  if (code === 'EPROTO' || /wrong version number/i.test(said)) {
    return 'The server does not speak TLS at this address; is it http:// and not https://?'
  }
  return `The server's certificate was not accepted (${code === '' ? said : code})`
}
