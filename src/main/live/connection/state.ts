import type { Failure } from '../../../shared/failure.ts'
import type { ConnectionSnapshot } from '../../../shared/view.ts'

export type SuspendReason = 'sleep' | 'offline'
export type ServerKind = 'parley' | 'astrbot' | 'unknown'

/** Timers of the connection, in ms. */
export const CONNECTION_MS = {
  /**
   * A sign-in is refused *after* a good open: 101, error frame, close 1008, within a millisecond on the reference server
   * and 20 ms later on ours (some clients lose a frame that comes with the 101). So an open socket is first `proving`. It
   * counts as connected at the first good frame; or when it answers a ping that we send after `quiet`, since what was sent
   * before that answer, a refusal too, arrives before it; or, for a peer that answers no pings, after `grace`.
   */
  quiet: 60,
  grace: 1500,
  /** Ping interval. The reference server sends no pings and answers ours even in the middle of a turn. */
  ping: 15_000,
  /** A ping that is not answered in this time means that the socket is dead, although it still says OPEN. */
  pong: 10_000,
  /** A connection that held this long was good: the next loss begins again with short delays. */
  stable: 10_000,
} as const

export type ConnectionTimer = 'retry' | 'quiet' | 'grace' | 'ping' | 'pong' | 'stable'

export interface ConnectionState {
  readonly snapshot: ConnectionSnapshot
  /** Number of the socket in use; events of any other are old and ignored. 0 before the first. */
  readonly socket: number
  readonly phase: 'none' | 'opening' | 'proving' | 'open'
  /** While proving: the quiet time is over, and the ping that proves the connection was sent. */
  readonly wasQuiet: boolean
  /** A ping is on its way that was not answered yet: there is one at a time. */
  readonly awaitsPong: boolean
  /** Failed tries since the last connection that held; sets the delay. */
  readonly tries: number
  /** What would keep it from connecting; see `holdUp` for what does. */
  readonly suspensions: readonly SuspendReason[]
  /** The server is on this machine: it is there without a network. */
  readonly isLocal: boolean
  /** Somebody wants to try although the system says that there is no network. It can be wrong. */
  readonly triesOffline: boolean
  /** A refused credential is renewed once; after that, it is the account that is wrong. */
  readonly renewed: boolean
  /** What the handshake's headers said the server is. */
  readonly serverKind: ServerKind
}

export type ConnectionEvent =
  | { type: 'connect' }
  | { type: 'disconnect' }
  /** Another server, on this machine or not: everything that was known is forgotten. */
  | { type: 'reset'; isLocal: boolean }
  | { type: 'retry-now' }
  /** Close, and open anew at once: a new conversation on the reference server. */
  | { type: 'restart' }
  | { type: 'suspend'; reason: SuspendReason }
  /** Null ends every suspension. */
  | { type: 'resume'; reason: SuspendReason | null }
  | { type: 'opened'; socket: number; serverKind: ServerKind }
  | { type: 'alive'; socket: number; by: 'pong' | 'frame' }
  /** `renewable`: a credential can be got anew without asking anybody, and may then be accepted. */
  | { type: 'failed'; socket: number; failure: Failure; renewable: boolean }
  /** Whether the last interrupt stopped the server too. */
  | { type: 'interruptible'; value: boolean }
  | { type: 'timer'; timer: ConnectionTimer }

export type ConnectionEffect =
  /** `fresh`: get a new credential, the cached one was refused. */
  | { type: 'open'; socket: number; fresh: boolean }
  | { type: 'close'; socket: number }
  | { type: 'ping'; socket: number }
  | { type: 'set-timer'; timer: ConnectionTimer; ms: number }
  | { type: 'clear-timer'; timer: ConnectionTimer }
  /** What people see of the connection has changed. */
  | { type: 'snapshot'; snapshot: ConnectionSnapshot }
  /** The connection may be used. */
  | { type: 'ready'; socket: number }
  /** A connection that was ready is gone. */
  | { type: 'lost'; socket: number; failure: Failure }

/** What a step may not get by itself: the time in ms, and a random number between 0 and 1. */
export interface Env {
  readonly at: number
  readonly random: number
}

export interface ConnectionStep {
  readonly state: ConnectionState
  readonly effects: readonly ConnectionEffect[]
}

/** A connection that nobody has asked for yet. */
export function initialConnection(): ConnectionState {
  return {
    snapshot: {
      status: 'idle',
      desired: 'disconnected',
      attempt: 0,
      nextRetryAt: null,
      connectedAt: null,
      suspendReason: null,
      lastError: null,
      server: null,
    },
    socket: 0,
    phase: 'none',
    wasQuiet: false,
    awaitsPong: false,
    tries: 0,
    suspensions: [],
    isLocal: false,
    triesOffline: false,
    renewed: false,
    serverKind: 'unknown',
  }
}
