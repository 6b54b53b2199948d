import { toFailure } from '../../../shared/failure.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Profile } from '../../../shared/settings.ts'
import type { ConnectionSnapshot } from '../../../shared/view.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { isFailure } from '../credentials.ts'
import type { BaseUrlSource, Credential, CredentialSource } from '../credentials.ts'
import { isOnThisMachine, sendsSecretsInClear, socketAddress } from '../endpoints.ts'
import type { SocketMode } from '../endpoints.ts'
import { redactFrame, redactUrl } from '../redact.ts'
import { Runner } from '../runner.ts'
import { openSocket } from '../socket.ts'
import type { OpenSocket } from '../socket.ts'
import { NamedTimers } from '../timers.ts'
import { next } from './next.ts'
import { initialConnection } from './state.ts'
import type {
  ConnectionEffect,
  ConnectionEvent,
  ConnectionState,
  ConnectionTimer,
  SuspendReason,
} from './state.ts'

/**
 * A ping waits behind whatever is being sent, such as a long segment after a reconnect; its answer may take that much longer.
 * This is the slowest network that is waited for, in bytes a millisecond: speech alone needs 43.
 */
const SLOWEST_BYTES_PER_MS = 32

export interface LinkDeps {
  clock: Clock
  /** A random number between 0 and 1. */
  random: () => number
  log: Log
  credentials: CredentialSource
  resolveBaseUrl: BaseUrlSource
}

/** What one message was: a refused sign-in, a frame and what to do about it, or something that we don't know. */
export type ReadMessage =
  | { kind: 'refusal'; failure: Failure }
  | { kind: 'frame'; handle: () => void }
  | { kind: 'other'; reason: string }

export interface LinkListener {
  onSnapshot(snapshot: ConnectionSnapshot): void
  /** The connection may be used, until `onLost`. */
  onReady(): void
  onLost(failure: Failure): void
  /** Reads one message off the wire, without acting on it yet. */
  read(text: string): ReadMessage
  /** Every message both ways, for a debugger or the command line. Unredacted. */
  onWire?(direction: 'in' | 'out', text: string): void
}

/** One connection that keeps itself up: performs the effects of the connection machine with real sockets and timers. */
export class Link {
  readonly #deps: LinkDeps
  readonly #mode: SocketMode
  readonly #listener: LinkListener
  readonly #timers: NamedTimers<ConnectionTimer>
  readonly #machine: Runner<ConnectionState, ConnectionEvent, ConnectionEffect>
  #profile: Profile | null = null
  #bufferedAtPing = 0
  #socket: { id: number; socket: OpenSocket; isRenewable: boolean } | null = null

  constructor(mode: SocketMode, deps: LinkDeps, listener: LinkListener) {
    this.#mode = mode
    this.#deps = deps
    this.#listener = listener
    this.#timers = new NamedTimers(deps.clock)
    this.#machine = new Runner(
      initialConnection(),
      (state, event) => next(state, event, { at: deps.clock.now(), random: deps.random() }),
      (effect) => this.#perform(effect),
      deps.log,
    )
  }

  get #state(): ConnectionState {
    return this.#machine.state
  }

  get snapshot(): ConnectionSnapshot {
    return this.#state.snapshot
  }

  get isReady(): boolean {
    return this.#state.phase === 'open'
  }

  /** Chooses the server. An open connection to another one is closed; if we were to be connected, the new one is opened. */
  useProfile(profile: Profile | null): void {
    const wasWanted = this.#state.snapshot.desired === 'connected'
    this.#dispatch({ type: 'reset', isLocal: profile !== null && isOnThisMachine(profile) })
    this.#profile = profile
    if (profile === null) this.#dispatch({ type: 'disconnect' })
    else if (wasWanted) this.#dispatch({ type: 'connect' })
  }

  connect(): void {
    if (this.#profile !== null) this.#dispatch({ type: 'connect' })
  }

  disconnect(): void {
    this.#dispatch({ type: 'disconnect' })
  }

  retryNow(): void {
    this.#dispatch({ type: 'retry-now' })
  }

  restart(): void {
    this.#dispatch({ type: 'restart' })
  }

  /** Losing the network does not cut us off from a server on this machine. */
  suspend(reason: SuspendReason): void {
    this.#dispatch({ type: 'suspend', reason })
  }

  resume(reason: SuspendReason | null): void {
    this.#dispatch({ type: 'resume', reason })
  }

  noteInterruptible(value: boolean): void {
    this.#dispatch({ type: 'interruptible', value })
  }

  /** Sends one text message; false when there is no connection that can take it. */
  send(text: string): boolean {
    if (this.#state.phase !== 'open' || this.#socket === null) return false
    this.#listener.onWire?.('out', text)
    return this.#socket.socket.send(text)
  }

  /** Closes for good. */
  dispose(): void {
    this.#dispatch({ type: 'disconnect' })
    this.#timers.clearAll()
  }

  #dispatch(event: ConnectionEvent): void {
    this.#machine.dispatch(event)
  }

  #perform(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'open':
        void this.#open(effect.socket, effect.fresh)
        return
      case 'close':
        if (this.#socket?.id === effect.socket) {
          this.#socket.socket.close()
          this.#socket = null
        }
        return
      case 'ping':
        this.#bufferedAtPing = this.#socket?.socket.buffered() ?? 0
        this.#socket?.socket.ping()
        return
      case 'set-timer': {
        const { timer } = effect
        const ms = effect.ms + (timer === 'pong' ? this.#bufferedAtPing / SLOWEST_BYTES_PER_MS : 0)
        this.#timers.set(timer, ms, () => this.#dispatch({ type: 'timer', timer }))
        return
      }
      case 'clear-timer':
        this.#timers.clear(effect.timer)
        return
      case 'snapshot':
        return this.#listener.onSnapshot(effect.snapshot)
      case 'ready':
        this.#deps.log.info({ socket: effect.socket }, 'connected')
        this.#listener.onReady()
        return
      case 'lost':
        this.#deps.log.warn({ socket: effect.socket, failure: effect.failure }, 'connection lost')
        this.#listener.onLost(effect.failure)
        return
    }
  }

  async #open(id: number, fresh: boolean): Promise<void> {
    const profile = this.#profile
    if (profile === null) return
    const fail = (failure: Failure, renewable: boolean): void => {
      this.#deps.log.warn({ socket: id, failure }, 'connection failed')
      this.#dispatch({ type: 'failed', socket: id, failure, renewable })
    }
    const found = await this.#find(profile, fresh)
    // While we waited, somebody may have disconnected or chosen another server.
    if (this.#state.socket !== id || this.#state.phase !== 'opening') return
    if (isFailure(found)) {
      fail(found, false)
      return
    }

    const { baseUrl, credential } = found
    if (sendsSecretsInClear(baseUrl))
      this.#deps.log.warn({ baseUrl }, 'the key is sent over an unencrypted network')
    const url = socketAddress(baseUrl, credential, profile.username, this.#mode)
    this.#deps.log.info({ socket: id, url: redactUrl(url.href) }, 'connecting')
    // A JWT can be got anew; and the local assistant's key is ours to make, when it no longer knows the old one.
    const isRenewable = credential.kind === 'jwt' || profile.kind === 'local'
    const socket = openSocket(
      { url, credential, pinnedCertificate: profile.pinnedCertificate },
      {
        onOpen: (said) => {
          const serverKind = profile.kind === 'local' ? 'parley' : said
          this.#dispatch({ type: 'opened', socket: id, serverKind })
        },
        onPong: () => this.#dispatch({ type: 'alive', socket: id, by: 'pong' }),
        onText: (text) => this.#onText(id, text, fail),
        onClosed: (failure) => fail(failure, isRenewable),
      },
    )
    this.#socket = { id, socket, isRenewable }
  }

  #onText(id: number, text: string, fail: (failure: Failure, renewable: boolean) => void): void {
    if (id !== this.#state.socket) return
    this.#listener.onWire?.('in', text)
    const message = this.#listener.read(text)
    if (message.kind === 'refusal') return fail(message.failure, this.#socket?.isRenewable ?? false)
    // Any frame is proof that we were let in; it is dealt with once the connection is ready.
    this.#dispatch({ type: 'alive', socket: id, by: 'frame' })
    if (message.kind === 'frame') message.handle()
    else
      this.#deps.log.warn(
        { frame: redactFrame(text), reason: message.reason },
        'a frame that was not understood',
      )
  }

  async #find(
    profile: Profile,
    fresh: boolean,
  ): Promise<Failure | { baseUrl: string; credential: Credential }> {
    try {
      const baseUrl = await this.#deps.resolveBaseUrl(profile)
      if (isFailure(baseUrl)) return baseUrl
      const credential = await this.#deps.credentials(profile, { fresh })
      return isFailure(credential) ? credential : { baseUrl, credential }
    } catch (error) {
      return toFailure(error)
    }
  }
}
