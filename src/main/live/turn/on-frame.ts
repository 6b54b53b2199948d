import { failure } from '../../../shared/failure.ts'
import type { LiveServerFrame, Metrics } from '../../../shared/live-api/live-frames.ts'
import { begin, beginPush, closeCurrent, currentTurn, takeRefused } from './attribution.ts'
import { find, patch, show } from './draft.ts'
import type { Draft, EventOf } from './draft.ts'
import { sortError, turnFailure } from './errors.ts'
import { acknowledge, complete, hush, isFinal, offer, outcomeOf, silence, stopPlaying } from './life.ts'
import { MAX_BUSY_TRIES, MAX_INPUT_CHARS, MAX_REPLY_AUDIO_BYTES, TURN_MS } from './limits.ts'
import { flush, hold } from './outbox-policy.ts'
import { addContent, addMetrics } from './reply.ts'
import { willSay } from './spoken.ts'
import type { Turn } from './state.ts'

type ErrorFrame = Extract<LiveServerFrame, { t: 'error' }>

/** One frame from the server: first whose it is (see attribution.ts), then what it does to that turn. */
export function onFrame(draft: Draft, event: EventOf<'frame'>): void {
  const { frame } = event
  draft.progress += 1
  switch (frame.t) {
    case 'metrics':
      return onMetrics(draft, frame.data, event.pushId)
    case 'user_msg':
      return onUserMessage(draft, frame.data.text)
    case 'error':
      return onError(draft, frame)
    case 'end':
      return onEnd(draft)
    case 'stop_play':
      return onStopPlay(draft)
    case 'response':
      return onAudio(draft, event.audio)
    default: {
      const turn = receiver(draft)
      if (turn === null) return
      addContent(draft, turn, frame, event.inline ?? null)
      progressed(draft, turn.view.id)
    }
  }
}

/** `input_type` begins a turn; the metrics after `end` are the ended turn's. */
function onMetrics(draft: Draft, data: Metrics, pushId: string | null): void {
  if (isPushBegin(data) && pushId !== null) beginPush(draft, pushId)
  else if (data.input_type !== undefined) begin(draft, data.input_type === 'audio' ? 'voice' : 'text')
  const id = draft.current === null ? draft.last : draft.current.id
  if (id === null) return ignore(draft)
  if (data.stt !== undefined) patch(draft, id, { stage: 'recognising' })
  addMetrics(draft, id, data)
}

/**
 * Our own server says things that nobody asked for just now (a timer rings): a whole turn of its own between two others,
 * whose frames have `push: true`. It answers no input.
 */
export function isPushBegin(data: Metrics): boolean {
  return data.input_type !== undefined && data['push'] === true
}

/** What the server understood. A dead turn gets it too: it was said, whatever became of the answer. */
function onUserMessage(draft: Draft, text: string): void {
  const isNext = draft.current !== null && (draft.current.sawUser || draft.current.isOver)
  const turn = isNext ? begin(draft, null) : currentTurn(draft)
  if (draft.current !== null) draft.current = { ...draft.current, sawUser: true }
  if (turn === null) return ignore(draft)
  const { id, input } = turn.view
  // Typed text is echoed; of files alone the server makes a summary, which our own view shows better.
  if (turn.kind === 'voice') show(draft, id, { input: { ...input, text: text.slice(0, MAX_INPUT_CHARS) } })
  progressed(draft, id)
}

function onAudio(draft: Draft, audio: EventOf<'frame'>['audio']): void {
  const turn = receiver(draft)
  if (turn === null) return
  const { id } = turn.view
  progressed(draft, id)
  const bytes = turn.replyAudioBytes + (audio?.ref.byteLength ?? 0)
  const isOver = draft.current?.isOver === true || (draft.playing?.id === id && draft.playing.isEnded)
  if (audio === null || audio.ref.byteLength === 0 || isOver || bytes > MAX_REPLY_AUDIO_BYTES)
    return ignore(draft)
  patch(draft, id, { replyAudioBytes: bytes, nextSaid: null })
  const { epoch, nextSeq } = speakerOf(draft, id, audio.ms, turn.nextSaid)
  draft.effects.push({ type: 'play', epoch, seq: nextSeq, ref: audio.ref })
}

/** Gives the speaker to a turn. Another that still plays is silenced: at most one turn speaks. */
function speakerOf(
  draft: Draft,
  id: string,
  ms: number,
  said: string | null,
): { epoch: number; nextSeq: number } {
  if (draft.playing !== null && draft.playing.id !== id) {
    const before = find(draft, draft.playing.id)
    silence(draft)
    if (before?.outcome) complete(draft, before.view.id, before.outcome)
  }
  if (draft.playing === null) {
    draft.epoch += 1
    draft.playing = { id, epoch: draft.epoch, nextSeq: 0, isEnded: false, ms: 0, heardSeq: 0, said: [] }
    show(draft, id, { state: 'speaking' })
  }
  const playing = willSay(draft, draft.playing, said)
  draft.playing = { ...playing, nextSeq: playing.nextSeq + 1, ms: playing.ms + ms }
  return playing
}

function onEnd(draft: Draft): void {
  const { current } = draft
  if (current === null) return ignore(draft)
  const turn = find(draft, current.id)
  closeCurrent(draft)
  if (turn?.isDead) learnFromDead(draft, turn)
  else if (turn !== null && turn.outcome === null && !current.isOver)
    complete(draft, turn.view.id, outcomeOf(turn))
  freed(draft)
}

/** The reply went on to its end in spite of our interrupt: this server can't be stopped. */
function learnFromDead(draft: Draft, turn: Turn): void {
  if (turn.wasStopAsked && !turn.wasStopped && turn.lateFrames > 0) {
    draft.effects.push({ type: 'interruptible', value: false })
  }
}

function onStopPlay(draft: Draft): void {
  const turn = find(draft, draft.current?.id ?? null)
  if (turn === null) return ignore(draft)
  const { id } = turn.view
  patch(draft, id, { wasStopped: true })
  if (turn.isDead) {
    if (turn.wasStopAsked) draft.effects.push({ type: 'interruptible', value: true })
    return
  }
  if (draft.playing?.id !== id) return
  hush(draft)
  stopPlaying(draft)
}

function onError(draft: Draft, frame: ErrorFrame): void {
  const sorted = sortError(frame.data, frame.code)
  if (sorted.type === 'busy') return onBusy(draft)
  if (sorted.type === 'refusal') {
    const turn = takeRefused(draft, sorted.kind)
    if (turn === null || turn.isDead) {
      if (turn === null) draft.effects.push({ type: 'notice', failure: sorted.failure })
    } else if (sorted.kind === 'voice' && turn.kind === 'voice') {
      offer(draft, turn.view.id, sorted.failure)
    } else {
      complete(draft, turn.view.id, { state: 'failed', failure: sorted.failure })
    }
    return freed(draft)
  }
  const isServing = draft.current !== null && !draft.current.isOver
  const turn = isServing ? find(draft, draft.current?.id ?? null) : takeRefused(draft, null)
  const reason = turnFailure(turn, frame.data, frame.code)
  if (isServing && draft.current !== null) draft.current = { ...draft.current, isOver: true }
  if (turn === null && !isServing) draft.effects.push({ type: 'notice', failure: reason })
  if (turn !== null && !turn.isDead) {
    complete(draft, turn.view.id, { state: 'failed', failure: reason })
  }
  freed(draft)
}

/** The server took nothing: the input is as if never sent, and goes again when the server is free. */
function onBusy(draft: Draft): void {
  const busy = failure('SERVER_BUSY', 'The server is busy with another input', true)
  const refused = draft.waiting[0]
  if (refused === undefined) return void draft.effects.push({ type: 'notice', failure: busy })
  draft.waiting = draft.waiting.slice(1)
  const turn = find(draft, refused.id)
  if (turn === null || turn.isDead) return
  if (turn.busyTries >= MAX_BUSY_TRIES) return offer(draft, turn.view.id, busy)
  patch(draft, turn.view.id, { busyTries: turn.busyTries + 1 })
  hold(draft, turn.view.id)
  draft.isBusy = true
  draft.effects.push({ type: 'set-timer', timer: 'busy', ms: TURN_MS.busy })
}

/** The server is free for the next input. */
export function freed(draft: Draft): void {
  if (!draft.isBusy) return
  draft.isBusy = false
  draft.effects.push({ type: 'clear-timer', timer: 'busy' })
  flush(draft)
}

/** The turn that a frame of a reply is for; null when it is nobody's, or a dead turn's. */
function receiver(draft: Draft): Turn | null {
  const turn = currentTurn(draft)
  if (turn === null) {
    ignore(draft)
    return null
  }
  if (!turn.isDead) return turn
  patch(draft, turn.view.id, { lateFrames: turn.lateFrames + 1 })
  return null
}

/** The server works on it: acknowledged; and if the watchdog had stopped waiting for it, it lives again. */
function progressed(draft: Draft, id: string): void {
  acknowledge(draft, id)
  const turn = patch(draft, id, { stage: 'answering' })
  if (turn === null || turn.isDead) return
  if (turn.isGivenUp) patch(draft, id, { isGivenUp: false })
  if (turn.view.state === 'stalled' || turn.isGivenUp) {
    const state = draft.playing?.id === id && !draft.playing.isEnded ? 'speaking' : 'thinking'
    show(draft, id, { state, failure: null, endedAt: null })
  } else if (!isFinal(turn) && turn.view.state === 'sending') {
    show(draft, id, { state: 'thinking' })
  }
}

function ignore(draft: Draft): void {
  draft.ignoredFrames += 1
}
