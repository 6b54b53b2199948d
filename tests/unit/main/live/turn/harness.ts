import assert from 'node:assert/strict'
import { failure } from '../../../../../src/shared/failure.ts'
import type { LiveClientFrame, LiveServerFrame } from '../../../../../src/shared/live-api/live-frames.ts'
import type { TurnView } from '../../../../../src/shared/view.ts'
import { next } from '../../../../../src/main/live/turn/next.ts'
import { initialTurns } from '../../../../../src/main/live/turn/state.ts'
import type { TurnEffect, TurnEvent, TurnState, TurnTimer } from '../../../../../src/main/live/turn/state.ts'

/** The events during which an input may leave the outbox: the person let it go, or the server answered for it. */
const MAY_FORGET: ReadonlySet<TurnEvent['type']> = new Set([
  'interrupt',
  'start-speaking',
  'discard',
  'cancel-speaking',
  'end-speaking',
  'audio',
  'frame',
])

/**
 * Drives the turn machine and checks, at every step, what must always hold:
 * - a chunk of a dead epoch is never played, epochs only grow, and a chunk is played by the turn it came for;
 * - at most one turn speaks;
 * - an input leaves the outbox only when the server answered for it or the person let it go, or when it began by itself
 *   and the server, having recognised it, has nothing to say;
 * - an input is handed to a socket once, and once more only for each retry of the person or refusal of a busy server;
 * - what is spoken lies within the reply, and what was heard stays heard;
 * - a segment is never begun while another is open on the same socket.
 */
export class Harness {
  state: TurnState = initialTurns()
  now = 1_000_000
  readonly timers = new Map<TurnTimer, number>()
  readonly outbox = new Set<string>()
  readonly views = new Map<string, TurnView>()
  readonly sent: LiveClientFrame[] = []
  readonly effects: TurnEffect[] = []
  /** How often each input was handed over in full, and how often it may be. */
  readonly handedOver = new Map<string, number>()
  readonly allowed = new Map<string, number>()
  readonly deadEpochs = new Set<number>()
  /** Turn of each reply chunk, by the audio that was sent for it. */
  readonly chunkOwner = new Map<Uint8Array, string>()
  readonly epochOwner = new Map<number, string>()
  /** Hears what is sent, when there is a server. */
  onSend: ((frame: LiveClientFrame) => void) | null = null
  highestEpoch = 0
  openStamp: string | null = null
  #ids = 0

  dispatch(event: TurnEvent): TurnEffect[] {
    if (event.type === 'restored') for (const { turnId } of event.inputs) this.outbox.add(turnId)
    const before = this.state
    const step = next(before, event, this.now)
    this.state = step.state
    for (const effect of step.effects) this.#check(effect, event, before)
    this.effects.push(...step.effects)
    this.#checkState()
    return [...step.effects]
  }

  newId(prefix: string): string {
    this.#ids += 1
    return `${prefix}${this.#ids}`
  }

  startSpeaking(isHandsFree = false): string {
    const turnId = this.newId('v')
    this.dispatch({ type: 'start-speaking', turnId, stamp: turnId, drafts: [], isHandsFree })
    return turnId
  }

  audio(bytes = 640): void {
    this.dispatch({ type: 'audio', ref: new Uint8Array(bytes) })
  }

  endSpeaking(peak: number | null = 0.5): void {
    this.dispatch({ type: 'end-speaking', peak })
  }

  /** A whole voice input. */
  speak(): string {
    const id = this.startSpeaking()
    this.audio()
    this.endSpeaking()
    return id
  }

  type(): string {
    const turnId = this.newId('t')
    this.dispatch({ type: 'send-text', turnId, text: turnId, attachments: [] })
    return turnId
  }

  retry(turnId: string): void {
    this.allowed.set(turnId, (this.allowed.get(turnId) ?? 1) + 1)
    this.dispatch({ type: 'retry', turnId })
  }

  online(): void {
    this.openStamp = null
    this.dispatch({ type: 'online' })
  }

  lose(code: 'CONNECTION_LOST' | 'CANCELLED' = 'CONNECTION_LOST'): void {
    this.openStamp = null
    this.dispatch({ type: 'lost', failure: failure(code, 'gone', true) })
  }

  frame(frame: LiveServerFrame): TurnEffect[] {
    const isPush = frame.t === 'metrics' && frame.data['push'] === true && frame.data.input_type !== undefined
    return this.dispatch({ type: 'frame', frame, audio: null, pushId: isPush ? this.newId('p') : null })
  }

  /** A `response` frame whose audio belongs to `owner`. */
  response(owner: string | null, bytes = 4): TurnEffect[] {
    const ref = new Uint8Array(bytes)
    if (owner !== null) this.chunkOwner.set(ref, owner)
    const frame: LiveServerFrame = { t: 'response', data: 'AAAA' }
    return this.dispatch({ type: 'frame', frame, audio: { ref, ms: 10 }, pushId: null })
  }

  /** Moves the clock, firing what is due on the way. */
  advance(ms: number): void {
    const until = this.now + ms
    for (;;) {
      const due = [...this.timers].filter(([, at]) => at <= until).sort((a, b) => a[1] - b[1])[0]
      if (due === undefined) break
      this.now = Math.max(this.now, due[1])
      this.timers.delete(due[0])
      this.dispatch({ type: 'timer', timer: due[0] })
    }
    this.now = until
  }

  view(id: string): TurnView {
    const view = this.views.get(id)
    assert(view, `no view of ${id}`)
    return view
  }

  stateOf(id: string): string {
    return this.view(id).state
  }

  /** Names of the frames that were sent. */
  sentNames(): string[] {
    return this.sent.map((frame) => frame.t)
  }

  #check(effect: TurnEffect, cause: TurnEvent, before: TurnState): void {
    switch (effect.type) {
      case 'send':
        return this.#checkSend(effect.frame)
      case 'persist':
        this.outbox.add(effect.turnId)
        return
      case 'forget': {
        const isOwnWish = cause.type === 'lost' && cause.failure.code === 'CANCELLED'
        const turn = before.turns.find(({ view }) => view.id === effect.turnId)
        const isEmpty = cause.type === 'timer' && turn?.isHandsFree === true && turn.stage === 'recognising'
        const mayForget = MAY_FORGET.has(cause.type) || isOwnWish || isEmpty
        assert(mayForget, `${effect.turnId} was lost during ${cause.type}`)
        this.outbox.delete(effect.turnId)
        return
      }
      case 'play':
        return this.#checkPlay(effect)
      case 'silence':
        for (let epoch = 1; epoch <= effect.epoch; epoch += 1) this.deadEpochs.add(epoch)
        return
      case 'set-timer':
        this.timers.set(effect.timer, this.now + effect.ms)
        return
      case 'clear-timer':
        this.timers.delete(effect.timer)
        return
      case 'turn':
      case 'reply':
      case 'spoken':
        this.#checkSpoken(effect.view)
        this.views.set(effect.view.id, effect.view)
        return
      case 'turn-removed':
        this.views.delete(effect.turnId)
        return
      default:
        // The others are checked by the tests that are about them.
        return
    }
  }

  #checkSend(frame: LiveClientFrame): void {
    assert(this.state.isOnline, `${frame.t} was sent without a socket`)
    this.sent.push(frame)
    if (frame.t === 'start_speaking') {
      this.openStamp = frame.stamp
    } else if (frame.t === 'end_speaking') {
      assert.equal(frame.stamp, this.openStamp, 'the stamp of the open segment')
      this.openStamp = null
      this.#countHandOver(frame.stamp.split('-')[0] ?? '')
    } else if (frame.t === 'text_input') {
      this.#countHandOver(frame.text ?? '')
    }
    this.onSend?.(frame)
  }

  #countHandOver(id: string): void {
    const count = (this.handedOver.get(id) ?? 0) + 1
    this.handedOver.set(id, count)
    assert(count <= (this.allowed.get(id) ?? 1), `${id} was sent ${count} times`)
  }

  #checkPlay({ epoch, ref }: Extract<TurnEffect, { type: 'play' }>): void {
    assert(!this.deadEpochs.has(epoch), `epoch ${epoch} is dead`)
    assert(epoch >= this.highestEpoch, 'epochs only grow')
    this.highestEpoch = epoch
    const owner = this.chunkOwner.get(ref)
    const speaker = this.state.playing?.epoch === epoch ? this.state.playing.id : null
    if (owner !== undefined && speaker !== null)
      assert.equal(speaker, owner, 'a chunk is played by its own turn')
    const known = this.epochOwner.get(epoch)
    if (speaker !== null) assert(known === undefined || known === speaker, 'one turn an epoch')
    if (speaker !== null) this.epochOwner.set(epoch, speaker)
  }

  #checkSpoken({ id, reply: { text, spoken } }: TurnView): void {
    if (spoken === null) return
    const { from, to, heard } = spoken
    assert(from <= to && to <= text.length && heard <= to, 'what is spoken is a part of the reply')
    assert(heard >= (this.views.get(id)?.reply.spoken?.heard ?? 0), 'what was heard stays heard')
  }

  #checkState(): void {
    let speaking = 0
    for (const turn of this.state.turns) {
      if (turn.view.state === 'speaking') speaking += 1
      if (turn.isStored) assert(this.outbox.has(turn.view.id), 'stored means in the outbox')
    }
    assert(speaking <= 1, 'at most one turn speaks')
    assert(this.state.turns.length < 200, 'turns are bounded')
  }
}
