import { failure } from '../../../shared/failure.ts'
import {
  MAX_SEGMENT_MS,
  UPLINK_BYTES_PER_SAMPLE,
  UPLINK_SAMPLE_RATE,
} from '../../../shared/live-api/audio-format.ts'
import { claimedBy } from '../../../shared/claimed-drafts.ts'
import type { ComposeView, TurnView } from '../../../shared/view.ts'
import { add, disown, find, patch, recording, remove, show } from './draft.ts'
import type { Draft, EventOf } from './draft.ts'
import { finish, isAwaited, kill, offer, silence } from './life.ts'
import { MAX_QUEUED, MAX_UNACKNOWLEDGED } from './limits.ts'
import { newTurn } from './new-turn.ts'
import { audioMs, closeSegment, flush, hold, openSegment, queued } from './outbox-policy.ts'
import { partsOf } from './parts.ts'
import { initialTurns } from './state.ts'
import type { RestoredInput, Turn, TurnState } from './state.ts'

const MAX_SEGMENT_BYTES = (MAX_SEGMENT_MS / 1000) * UPLINK_SAMPLE_RATE * UPLINK_BYTES_PER_SAMPLE

/** True when one more input can be taken. */
export function hasRoom(state: TurnState): boolean {
  return queued(state) < MAX_QUEUED && state.turns.filter((turn) => turn.isStored).length < MAX_UNACKNOWLEDGED
}

/**
 * Begins a segment. Barge-in: whatever is being answered or spoken is silenced and interrupted first, and the new segment
 * begins at once, because a server that reads nothing during a turn will do it all in order afterwards.
 * One segment at a time: a second start while one is being recorded changes nothing.
 */
export function startSpeaking(draft: Draft, event: EventOf<'start-speaking'>): void {
  if (recording(draft) !== null) return
  if (!hasRoom(draft)) return refuse(draft)
  interrupt(draft)
  draft.shown = null
  const begun: Turn = {
    ...newTurn(draft.at, 'voice', event.turnId),
    stamp: event.stamp,
    isRecording: true,
    isHandsFree: event.isHandsFree === true,
  }
  const turn = event.drafts.length > 0 ? withFiles(begun, event.drafts) : begun
  add(draft, turn)
  persist(draft, event.turnId)
  if (draft.isOnline && turn.wire === 'held') openSegment(draft, turn)
}

/** One frame of speech. It is kept even while it can be sent: a socket may die with it. */
export function takeAudio(draft: Draft, event: EventOf<'audio'>): void {
  const turn = recording(draft)
  if (turn === null || event.ref.byteLength === 0) return
  const { id } = turn.view
  if (turn.audioBytes + event.ref.byteLength > MAX_SEGMENT_BYTES) return endSpeaking(draft, null)
  patch(draft, id, { audioBytes: turn.audioBytes + event.ref.byteLength })
  draft.effects.push({ type: 'keep-audio', turnId: id, ref: event.ref })
  if (turn.wire === 'open') draft.effects.push({ type: 'send-audio', turnId: id, ref: event.ref })
}

/**
 * Ends the segment. Nothing recorded, or nothing but digital silence, is not sent: the reference server would answer an
 * empty recognition with nothing at all.
 */
export function endSpeaking(draft: Draft, peak: number | null): void {
  const turn = recording(draft)
  if (turn === null) return
  const { id } = turn.view
  patch(draft, id, { isRecording: false, readyAt: draft.at })
  const input = { ...turn.view.input, audioMs: audioMs(turn.audioBytes) }
  if (turn.audioBytes === 0 || peak === 0) {
    show(draft, id, { input })
    discardRecording(draft, id, peak === 0 && turn.audioBytes > 0)
  } else {
    show(draft, id, { input, state: 'sending' })
    persist(draft, id)
    if (turn.wire === 'here') recognise(draft, id)
    if (turn.wire === 'open') closeSegment(draft, { ...turn, isRecording: false })
  }
  flush(draft)
}

/** Throws the segment away that is being recorded. The server drops its part of it at the next start. */
export function cancelSpeaking(draft: Draft): void {
  const turn = recording(draft)
  if (turn === null) return
  remove(draft, turn.view.id)
  flush(draft)
}

/**
 * Typed text, or files, or both. It is sent at once, even while a reply is being made: servers that read in order answer
 * it next, and one that says it is busy gets it again when it is free. It does not silence a reply; that is what
 * `interrupt` is for.
 */
export function sendText(draft: Draft, event: EventOf<'send-text'>): void {
  if (!hasRoom(draft)) return refuse(draft)
  draft.shown = null
  retireGivenUp(draft)
  const turn = newTurn(draft.at, 'text', event.turnId, event.text, event.attachments)
  add(draft, { ...turn, parts: partsOf(event.text, event.attachments) })
  persist(draft, event.turnId)
  flush(draft)
}

/**
 * Silence and stop. Everything that is being answered or waits for its answer on the wire is interrupted; what waits here
 * for the socket is not. The frame goes only while the server may be at work: idle, it would say nothing or too much.
 */
export function interrupt(draft: Draft): void {
  retireGivenUp(draft)
  const awaited = draft.turns.filter((turn) => isAwaited(turn))
  const isServerBusy = draft.isOnline && awaited.length > 0
  for (const turn of awaited) kill(draft, turn.view.id, isServerBusy && draft.current?.id === turn.view.id)
  const speaking = find(draft, draft.playing?.id ?? null)
  if (speaking !== null) kill(draft, speaking.view.id, false)
  if (isServerBusy) draft.effects.push({ type: 'send', frame: { t: 'interrupt' } })
}

/** "No answer yet": go on waiting. */
export function keepWaiting(draft: Draft, id: string): void {
  if (find(draft, id)?.view.state !== 'stalled') return
  show(draft, id, { state: draft.playing?.id === id ? 'speaking' : 'thinking', failure: null })
}

/** Sends an input again that was not acknowledged. An answer that still comes for the first sending is nobody's. */
export function retry(draft: Draft, id: string): void {
  const turn = find(draft, id)
  if (turn === null || !isOffered(turn)) return
  if (!hasRoom(draft)) return refuse(draft)
  disown(draft, id)
  patch(draft, id, { isDead: false, wasStopAsked: false, wasStopped: false, lateFrames: 0, busyTries: 0 })
  if (claimedBy(turn.view).length > 0) return composeAgain(draft, id)
  hold(draft, id)
  flush(draft)
}

/** Throws an input away, for good. */
export function discard(draft: Draft, id: string): void {
  const turn = find(draft, id)
  if (turn === null) return
  if (turn.isRecording) return cancelSpeaking(draft)
  const isWaiting = turn.view.state === 'sending' || turn.view.state === 'stalled'
  if (!isOffered(turn) && !isWaiting) return
  if (draft.playing?.id === id) silence(draft)
  remove(draft, id)
}

/** Offers what the outbox held at the start. None of it goes out by itself: nobody knows what became of it. */
export function restore(draft: Draft, inputs: readonly RestoredInput[]): void {
  for (const input of inputs) {
    if (find(draft, input.turnId) !== null) continue
    const { turnId, kind, text, attachments, drafts, audioBytes, createdAt } = input
    const turn = newTurn(createdAt, kind, turnId, text, attachments)
    const view: TurnView = {
      ...turn.view,
      input: { ...turn.view.input, audioMs: kind === 'voice' ? audioMs(audioBytes) : null },
      // Its files are kept beside the composer, and are still its own.
      ...(drafts.length > 0 ? { compose: composeOf('recognising', drafts) } : {}),
    }
    const parts = kind === 'text' ? partsOf(text, attachments) : []
    add(draft, { ...turn, view, parts, stamp: input.stamp, audioBytes, isStored: true, sendings: 1 })
    offer(draft, turnId, failure('CONNECTION_LOST', 'It was not answered before Parley was closed', true))
  }
}

/** Another server. Epochs go on growing, because the speaker remembers the dead ones. */
export function reset(draft: Draft): void {
  silence(draft)
  for (const timer of ['watchdog', 'playback', 'held', 'busy', 'shown'] as const) {
    draft.effects.push({ type: 'clear-timer', timer })
  }
  const { voice, epoch } = draft
  Object.assign(draft, initialTurns(), { voice, epoch })
}

/** Not acknowledged, and the person's to decide about. */
function isOffered(turn: Turn): boolean {
  return turn.view.state === 'unsent' || (turn.isGivenUp && turn.isStored)
}

/** The person went on: a reply that the watchdog gave up may not come to life in the middle of something else. */
function retireGivenUp(draft: Draft): void {
  for (const turn of draft.turns) {
    if (turn.isGivenUp && !turn.isDead) patch(draft, turn.view.id, { isDead: true })
  }
}

/** Speech that stays here until its words are known. */
function withFiles(turn: Turn, drafts: readonly string[]): Turn {
  return { ...turn, wire: 'here', view: { ...turn.view, compose: composeOf('recording', drafts) } }
}

function composeOf(stage: ComposeView['stage'], drafts: readonly string[]): ComposeView {
  return { stage, drafts: [...drafts], failure: null }
}

/** An earlier run of Parley recorded it, and did not come to its words. */
function composeAgain(draft: Draft, id: string): void {
  patch(draft, id, { wire: 'here' })
  show(draft, id, { state: 'sending', failure: null, endedAt: null })
  recognise(draft, id)
}

function recognise(draft: Draft, id: string): void {
  const before = find(draft, id)?.view.compose
  if (before) show(draft, id, { compose: composeOf('recognising', before.drafts) })
  draft.effects.push({ type: 'recognise', turnId: id })
}

function discardRecording(draft: Draft, id: string, isDigitalSilence: boolean): void {
  patch(draft, id, { wire: 'gone' })
  const reason = isDigitalSilence
    ? failure('MIC_SILENT', 'The microphone gave nothing but silence')
    : failure('NO_SPEECH', 'Nothing was recorded', true)
  finish(draft, id, { state: 'failed', failure: reason })
  const turn = find(draft, id)
  if (turn?.isStored) {
    patch(draft, id, { isStored: false })
    draft.effects.push({ type: 'forget', turnId: id })
  }
}

function refuse(draft: Draft): void {
  const message = 'Too many inputs wait; send or throw away what is unsent, or start the connection again'
  draft.effects.push({ type: 'notice', failure: failure('OUTBOX_FULL', message, true) })
}

function persist(draft: Draft, id: string): void {
  patch(draft, id, { isStored: true })
  draft.effects.push({ type: 'persist', turnId: id })
}
