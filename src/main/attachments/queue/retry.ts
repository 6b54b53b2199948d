import type { Failure, FailureCode } from '../../../shared/failure.ts'
import { retryDelayMs } from '../../live/connection/backoff.ts'
import { MAX_TRIES } from './state.ts'

/** The server was not reached: nothing was lost but time, and it will be back. */
const UNREACHED: ReadonlySet<FailureCode> = new Set([
  'NETWORK_UNREACHABLE',
  'CONNECTION_REFUSED',
  'DNS_FAILED',
  'ASSISTANT_STARTING',
])

/** What a change of the profile may have mended. */
const PROFILE_RELATED: ReadonlySet<FailureCode> = new Set([
  'NO_CREDENTIAL',
  'UNAUTHORIZED',
  'FORBIDDEN_SCOPE',
  'BAD_PASSWORD',
  'TOKEN_EXPIRED',
  'BAD_ADDRESS',
  'TLS_FAILED',
  'REDIRECTED',
  'NOT_ASTRBOT',
])

/** How long to wait before an upload is tried again, in ms; null: it is not, a person decides. `tries`: failures so far. */
export function retryAfterMs(failure: Failure, tries: number, random: number): number | null {
  if (!failure.retryable) return null
  if (!UNREACHED.has(failure.code) && tries >= MAX_TRIES) return null
  return retryDelayMs(tries - 1, random)
}

export function isUnreached(failure: Failure): boolean {
  return UNREACHED.has(failure.code)
}

export function isProfileRelated(failure: Failure): boolean {
  return PROFILE_RELATED.has(failure.code)
}
