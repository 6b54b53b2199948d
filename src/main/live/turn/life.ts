import { failure } from '../../../shared/failure.ts'
import type { Failure } from '../../../shared/failure.ts'
import { withToolsClosed } from '../tools.ts'
import { find, forget, patch, remove, show } from './draft.ts'
import type { Draft } from './draft.ts'
import { TURN_MS } from './limits.ts'
import { fallSilent } from './spoken.ts'
import type { Outcome, Turn } from './state.ts'

/*
 * How a turn ends. `end` on the wire means that generation is over, not playback: a turn that speaks goes on speaking
 * until the speaker has drained, and takes its final state then.
 */

const FINAL: ReadonlySet<string> = new Set(['done', 'interrupted', 'failed'])

/** True when nothing is awaited of it any more. */
export function isFinal(turn: Turn): boolean {
  return FINAL.has(turn.view.state)
}

/** True while the server owes this turn an answer and somebody wants it. */
export function isAwaited(turn: Turn): boolean {
  return turn.wire === 'sent' && !turn.isDead && !turn.isGivenUp && turn.outcome === null && !isFinal(turn)
}

/** The server has shown that it has the input. */
export function acknowledge(draft: Draft, id: string): void {
  if (find(draft, id)?.isAcknowledged !== false) return
  patch(draft, id, { isAcknowledged: true })
  forget(draft, id)
}

/** Generation is over. If the turn speaks, it goes on until the speaker has drained. */
export function complete(draft: Draft, id: string, outcome: Outcome): void {
  acknowledge(draft, id)
  const turn = patch(draft, id, { outcome, wire: 'gone', isGivenUp: false })
  if (turn === null) return
  if (draft.playing?.id === id) {
    endPlaying(draft)
    show(draft, id, {
      failure: outcome.failure,
      reply: { ...turn.view.reply, tools: withToolsClosed(turn.view.reply.tools) },
    })
  } else {
    finish(draft, id, outcome)
  }
}

/** True of a segment that began by itself, as long as nothing was understood in it and nothing answered. */
export function leavesNoTrace(turn: Turn): boolean {
  const { input, reply } = turn.view
  const isAnswered = reply.text !== '' || reply.tools.length > 0 || reply.attachments.length > 0
  return turn.isHandsFree && input.text === null && !isAnswered && turn.replyAudioBytes === 0
}

/** Takes the final state. A segment that began by itself and in which nobody spoke leaves no trace. */
export function finish(draft: Draft, id: string, outcome: Outcome): void {
  const turn = patch(draft, id, { outcome, wire: 'gone' })
  if (turn === null) return
  if (outcome.failure?.code === 'NO_SPEECH' && leavesNoTrace(turn)) return remove(draft, id)
  const reply = { ...turn.view.reply, tools: withToolsClosed(turn.view.reply.tools) }
  show(draft, id, { state: outcome.state, failure: outcome.failure, endedAt: draft.at, reply })
  if (outcome.state !== 'done') draft.shown = outcome.state
}

/** Interrupted by the person: silent at once, and dead to whatever the server still sends for it. */
export function kill(draft: Draft, id: string, wasStopAsked: boolean): void {
  if (draft.playing?.id === id) silence(draft)
  forget(draft, id)
  patch(draft, id, { isDead: true, wasStopAsked })
  finish(draft, id, { state: 'interrupted', failure: null })
}

/** Not acknowledged, and not to be sent again without being asked: stays in the outbox and is offered. */
export function offer(draft: Draft, id: string, reason: Failure): void {
  patch(draft, id, { wire: 'gone', outcome: null, isGivenUp: false, stage: 'waiting' })
  draft.effects.push({ type: 'release-audio', turnId: id })
  show(draft, id, { state: 'unsent', failure: reason })
}

/** Silence now: the epoch is dead for ever. */
export function silence(draft: Draft): void {
  if (draft.playing === null) return
  hush(draft)
  draft.effects.push({ type: 'clear-timer', timer: 'playback' })
  draft.playing = null
}

/** Orders silence for what is at the speaker. How much of it was heard comes later. */
export function hush(draft: Draft): void {
  const { playing } = draft
  if (playing === null) return
  draft.effects.push({ type: 'silence', epoch: playing.epoch })
  fallSilent(draft, playing.id)
  draft.silenced = playing
}

/** No more chunks for what is at the speaker. */
export function endPlaying(draft: Draft): void {
  const { playing } = draft
  if (playing === null || playing.isEnded) return
  draft.playing = { ...playing, isEnded: true }
  draft.effects.push(
    { type: 'play-end', epoch: playing.epoch },
    { type: 'set-timer', timer: 'playback', ms: TURN_MS.playback + playing.ms },
  )
}

/** What the speaker had is heard, or lost: the turn that spoke takes its final state. */
export function stopPlaying(draft: Draft): void {
  const { playing } = draft
  if (playing === null) return
  draft.playing = null
  draft.effects.push({ type: 'clear-timer', timer: 'playback' })
  const turn = find(draft, playing.id)
  if (turn === null || turn.isDead) return
  if (turn.outcome !== null) finish(draft, playing.id, turn.outcome)
  else if (turn.view.state === 'speaking') show(draft, playing.id, { state: 'thinking' })
}

/** How a turn came out that got its `end`. An answer with nothing in it is a failure that the server did not name. */
export function outcomeOf(turn: Turn): Outcome {
  if (turn.wasStopped) return { state: 'interrupted', failure: null }
  const { text, tools, attachments } = turn.view.reply
  const isEmpty = text === '' && tools.length === 0 && attachments.length === 0 && turn.replyAudioBytes === 0
  if (!isEmpty) return { state: 'done', failure: null }
  return { state: 'failed', failure: failure('NO_ANSWER', 'The server gave an empty answer', true) }
}
