import { randomUUID } from 'node:crypto'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { parseChatServerFrame } from '../../shared/live-api/parse.ts'
import type { MessagePart } from '../../shared/live-api/parts.ts'
import type { Profile } from '../../shared/settings.ts'
import type { ConnectionSnapshot } from '../../shared/view.ts'
import { Emitter } from '../lib/emitter.ts'
import { classifySignInError } from '../live/connection/classify.ts'
import { Link } from '../live/connection/link.ts'
import type { LinkDeps, ReadMessage } from '../live/connection/link.ts'
import type { SuspendReason } from '../live/connection/state.ts'
import { redactFrame } from '../live/redact.ts'
import { Runner } from '../live/runner.ts'
import { NamedTimers } from '../live/timers.ts'
import { hasRoom, next } from './next.ts'
import { isChatError } from './on-frame.ts'
import { initialChat } from './state.ts'
import type { ChatEffect, ChatEvent, ChatMessage, ChatOptions, ChatState } from './state.ts'

export interface ChatClientDeps extends LinkDeps {
  /** Makes message ids. They must be UUIDs: on the reference server, sockets with the same id share one queue. */
  newId?: () => string
}

export type ChatClientEvents = {
  connection: [snapshot: ConnectionSnapshot]
  /** A message is new or changed, whole. */
  message: [message: ChatMessage]
  'message-removed': [removed: { id: string }]
  /** A reply grew. */
  grown: [grown: { id: string; channel: 'text' | 'reasoning'; text: string }]
  /** Pushes of this session come from now on. */
  bound: [bound: { sessionId: string }]
  notice: [failure: Failure]
  /** Every message both ways, redacted; made only when somebody listens. */
  frame: [message: { direction: 'in' | 'out'; text: string }]
}

/**
 * Unified chat mode over a WebSocket: `/api/v1/live/ws?ct=chat` with an API key, `/api/unified_chat/ws` with an account. The
 * connection is the Live client's; what frames mean is decided in `next.ts`.
 */
export class ChatClient {
  readonly #newId: () => string
  readonly #link: Link
  readonly #events = new Emitter<ChatClientEvents>()
  readonly #timers: NamedTimers<'silence'>
  readonly #machine: Runner<ChatState, ChatEvent, ChatEffect>

  constructor(deps: ChatClientDeps) {
    this.#newId = deps.newId ?? randomUUID
    this.#timers = new NamedTimers(deps.clock)
    this.#machine = new Runner(
      initialChat(),
      (state, event) => next(state, event, deps.clock.now()),
      (effect) => this.#perform(effect),
      deps.log,
    )
    this.#link = new Link('chat', deps, {
      onSnapshot: (snapshot) => this.#events.emit('connection', snapshot),
      onReady: () => this.#machine.dispatch({ type: 'online' }),
      onLost: (reason) => this.#machine.dispatch({ type: 'lost', failure: reason }),
      read: (text) => this.#read(text),
      onWire: (direction, text) => {
        if (this.#events.count('frame') > 0)
          this.#events.emit('frame', { direction, text: redactFrame(text) })
      },
    })
  }

  /** Listens; call the result to stop. */
  on<Name extends keyof ChatClientEvents>(
    name: Name,
    listener: (...payload: ChatClientEvents[Name]) => void,
  ): () => void {
    return this.#events.on(name, listener)
  }

  snapshot(): { connection: ConnectionSnapshot; messages: readonly ChatMessage[] } {
    return { connection: this.#link.snapshot, messages: this.#machine.state.messages }
  }

  /** Chooses the server. Messages of the one before are cleared. */
  useProfile(profile: Profile | null): void {
    const isWanted = this.#link.snapshot.desired === 'connected'
    this.#link.useProfile(null)
    this.#machine.dispatch({ type: 'reset' })
    this.#link.useProfile(profile)
    if (isWanted && profile !== null) this.#link.connect()
  }

  connect(): void {
    this.#link.connect()
  }

  disconnect(): void {
    this.#link.disconnect()
  }

  retryNow(): void {
    this.#link.retryNow()
  }

  suspend(reason: SuspendReason): void {
    this.#link.suspend(reason)
  }

  resume(reason: SuspendReason | null = null): void {
    this.#link.resume(reason)
  }

  /** Asks for the pushes of a session; asked again after each reconnect. */
  bind(sessionId: string): void {
    this.#machine.dispatch({ type: 'bind', sessionId })
  }

  /** Sends a message. The answer is its id, which is made here unless given (a UUID). Throws a `FailureError`: `INVALID_INPUT` or `OUTBOX_FULL`. */
  send(input: {
    sessionId: string
    parts: readonly MessagePart[]
    options?: ChatOptions
    id?: string
  }): string {
    const hasContent = input.parts.some(
      (part) => part.type !== 'reply' && (part.type !== 'plain' || part.text.trim() !== ''),
    )
    if (!hasContent) throw new FailureError(failure('INVALID_INPUT', 'There is nothing to send'))
    if (!hasRoom(this.#machine.state)) {
      throw new FailureError(failure('OUTBOX_FULL', 'Too many messages wait for an answer', true))
    }
    const { sessionId, parts, options = {}, id = this.#newId() } = input
    this.#machine.dispatch({ type: 'send', id, sessionId, parts, options })
    return id
  }

  /** Stops the reply that is being made. */
  interrupt(): void {
    this.#machine.dispatch({ type: 'interrupt' })
  }

  /** Sends a message again that was not acknowledged. */
  retry(id: string): void {
    this.#machine.dispatch({ type: 'retry', id })
  }

  discard(id: string): void {
    this.#machine.dispatch({ type: 'discard', id })
  }

  dispose(): void {
    this.#link.dispose()
    this.#timers.clearAll()
  }

  #read(text: string): ReadMessage {
    const parsed = parseChatServerFrame(text)
    switch (parsed.kind) {
      case 'sign-in-error':
        return { kind: 'refusal', failure: classifySignInError(parsed.frame) }
      case 'unknown':
        return { kind: 'other', reason: `unknown frame ${parsed.name}` }
      case 'bad':
        return { kind: 'other', reason: parsed.reason }
      case 'frame': {
        const { frame } = parsed
        // Only a lone `plain` can be a push.
        const mayBePush = !isChatError(frame) && frame.type === 'plain' && frame.streaming !== true
        const pushId = mayBePush ? this.#newId() : null
        return { kind: 'frame', handle: () => this.#machine.dispatch({ type: 'frame', frame, pushId }) }
      }
    }
  }

  #perform(effect: ChatEffect): void {
    switch (effect.type) {
      case 'send':
        return void this.#link.send(JSON.stringify(effect.frame))
      case 'message':
        return this.#events.emit('message', effect.message)
      case 'message-removed':
        return this.#events.emit('message-removed', { id: effect.id })
      case 'grown':
        return this.#events.emit('grown', { id: effect.id, channel: effect.channel, text: effect.text })
      case 'bound':
        return this.#events.emit('bound', { sessionId: effect.sessionId })
      case 'notice':
        return this.#events.emit('notice', effect.failure)
      case 'set-timer':
        return this.#timers.set('silence', effect.ms, () => this.#machine.dispatch({ type: 'timer' }))
      case 'clear-timer':
        return this.#timers.clear('silence')
    }
  }
}
