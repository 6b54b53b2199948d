import { failure } from '../../../shared/failure.ts'
import { UPLINK_BYTES_PER_SAMPLE, UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import type { LiveClientFrame } from '../../../shared/live-api/live-frames.ts'
import { find, patch, recording, show } from './draft.ts'
import type { Draft } from './draft.ts'
import { offer } from './life.ts'
import { TURN_MS } from './limits.ts'
import type { Turn, TurnState } from './state.ts'

/*
 * What may be sent by itself, and when. An input goes out without being asked only when it provably never reached a
 * socket that could have served it:
 * - it was never sent at all; or
 * - it is speech whose `end_speaking` was never written. Its parts are gone with their socket (a new socket is a new
 *   conversation, and an open segment is served by nobody), so the whole segment may go out again under a fresh stamp; or
 * - the server itself refused to take it ("Session is busy").
 * And only while it is recent: nobody wants a question from an hour ago to be asked out of the blue. Everything else is
 * offered to the person (`unsent`), because sending it could ask the same thing twice.
 */

/** The stamp of the present sending. */
export function stampOf(turn: Turn): string {
  return turn.sendings <= 1 ? turn.stamp : `${turn.stamp}-${turn.sendings}`
}

/** True when something waits here for the socket. */
export function isHeld(turn: Turn): boolean {
  return turn.wire === 'held' && !turn.isRecording
}

/** Sends everything that waits, oldest first, and puts the segment being recorded on the wire. */
export function flush(draft: Draft): void {
  expire(draft)
  if (!draft.isOnline || draft.isBusy) return
  const speaking = recording(draft)
  for (const turn of draft.turns) {
    if (!isHeld(turn)) continue
    // A whole segment can't go out while another is open: its start would throw the open one's audio away.
    if (turn.kind === 'voice' && speaking?.wire === 'open') continue
    if (turn.kind === 'voice') sendWholeSegment(draft, turn)
    else sendText(draft, turn)
  }
  if (speaking?.wire === 'held') openSegment(draft, speaking)
}

/** Puts the beginning of a segment on the wire, with all of its audio so far. */
export function openSegment(draft: Draft, turn: Turn): void {
  const opened = patch(draft, turn.view.id, { wire: 'open', sendings: turn.sendings + 1 })
  if (opened === null) return
  send(draft, { t: 'start_speaking', stamp: stampOf(opened) })
  if (opened.audioBytes > 0) draft.effects.push({ type: 'send-kept-audio', turnId: turn.view.id })
}

/** Ends the segment that is open on the wire: from here on, the server may serve it. */
export function closeSegment(draft: Draft, turn: Turn): void {
  send(draft, { t: 'end_speaking', stamp: stampOf(turn) })
  handedOver(draft, turn)
}

/** Inputs that have waited too long are offered instead; sets the timer for the next one. */
export function expire(draft: Draft): void {
  let next = Infinity
  for (const turn of draft.turns) {
    if (!isHeld(turn)) continue
    const left = turn.readyAt + TURN_MS.resend - draft.at
    if (left > 0) next = Math.min(next, left)
    else offer(draft, turn.view.id, notSent())
  }
  if (next === Infinity) draft.effects.push({ type: 'clear-timer', timer: 'held' })
  else draft.effects.push({ type: 'set-timer', timer: 'held', ms: next })
}

/** Holds an input that the person has finished, until it can be sent. */
export function hold(draft: Draft, id: string): void {
  patch(draft, id, { wire: 'held', readyAt: draft.at, isGivenUp: false, outcome: null, stage: 'waiting' })
  show(draft, id, { state: 'sending', failure: null, endedAt: null })
}

/** Inputs on their way, for the limit. */
export function queued(state: TurnState): number {
  return state.waiting.length + (state.current === null ? 0 : 1) + state.turns.filter(isHeld).length
}

/** Length of recorded audio, in ms. */
export function audioMs(bytes: number): number {
  return Math.round((bytes / UPLINK_BYTES_PER_SAMPLE / UPLINK_SAMPLE_RATE) * 1000)
}

function sendWholeSegment(draft: Draft, turn: Turn): void {
  openSegment(draft, turn)
  const opened = find(draft, turn.view.id)
  if (opened !== null) closeSegment(draft, opened)
}

function sendText(draft: Draft, turn: Turn): void {
  const { parts } = turn
  const only = parts.length === 1 ? parts[0] : undefined
  // Plain text goes in `text`: with both fields, the reference server shows one and answers the other.
  send(
    draft,
    only?.type === 'plain' ? { t: 'text_input', text: only.text } : { t: 'text_input', message: [...parts] },
  )
  patch(draft, turn.view.id, { sendings: turn.sendings + 1 })
  handedOver(draft, turn)
}

function handedOver(draft: Draft, turn: Turn): void {
  const { id } = turn.view
  draft.waiting = [...draft.waiting, { id, kind: turn.kind }]
  patch(draft, id, { wire: 'sent', stage: 'waiting' })
  show(draft, id, { state: 'thinking' })
}

function send(draft: Draft, frame: LiveClientFrame): void {
  draft.effects.push({ type: 'send', frame })
}

function notSent() {
  return failure('CONNECTION_LOST', 'It could not be sent; send it again or throw it away', true)
}
