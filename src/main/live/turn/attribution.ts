import { failure } from '../../../shared/failure.ts'
import { add, find, patch } from './draft.ts'
import type { Draft } from './draft.ts'
import { complete, offer, outcomeOf } from './life.ts'
import { newTurn } from './new-turn.ts'
import type { InputKind, Turn } from './state.ts'

/*
 * Whose is a frame? Live frames carry no turn id. Servers serve strictly in the order in which inputs were finished
 * (`text_input`, `end_speaking`), one at a time, and each turn begins with `metrics {input_type}`. So we keep the inputs on
 * the wire in that order (`waiting`), and the one being served (`current`), dead turns included: a slow dead turn's late
 * frames are its own, whatever was sent since. For a server that sends no `input_type`, a second `user_msg` is the border.
 */

/**
 * A new turn begins. The one before is over, if nothing had said so. If the oldest waiting input is of the other kind, the
 * server has skipped it (none does so, as far as we know): it is offered again, and everything after stays attributed.
 */
export function begin(draft: Draft, kind: InputKind | null): Turn | null {
  endByNext(draft)
  const index = kind === null ? 0 : draft.waiting.findIndex((one) => one.kind === kind)
  const begun = draft.waiting[index]
  if (begun === undefined) {
    draft.current = { id: null, sawUser: false, isOver: false }
    return null
  }
  const skipped = draft.waiting.slice(0, index)
  draft.waiting = draft.waiting.slice(index + 1)
  draft.current = { id: begun.id, sawUser: false, isOver: false }
  for (const { id } of skipped) {
    const turn = find(draft, id)
    if (turn !== null && !turn.isDead)
      offer(draft, turn.view.id, failure('NO_ANSWER', 'The server passed it over', true))
  }
  if (begun.id !== null) patch(draft, begun.id, { stage: 'taken' })
  return find(draft, begun.id)
}

/** A turn begins that no input of ours asked for. */
export function beginPush(draft: Draft, id: string): void {
  endByNext(draft)
  const turn = newTurn(draft.at, 'push', id)
  add(draft, { ...turn, wire: 'sent', stage: 'answering', isAcknowledged: true })
  draft.current = { id, sawUser: true, isOver: false }
}

/** The turn that the server is on; begins the next one when the last is over and something waits. */
export function currentTurn(draft: Draft): Turn | null {
  if (draft.current === null) {
    if (draft.waiting.length === 0) return null
    return begin(draft, null)
  }
  return find(draft, draft.current.id)
}

/** The server is done with the turn it was on. Its last `metrics` is still to come. */
export function closeCurrent(draft: Draft): void {
  draft.last = draft.current?.id ?? null
  draft.current = null
}

/**
 * The next turn has begun, so the one before is over although no `end` came: an empty recognition (the reference server
 * says nothing then), or a server that lost its thread. Being served in order proves that it was served: acknowledged.
 */
function endByNext(draft: Draft): void {
  const { current } = draft
  if (current === null) return
  const turn = find(draft, current.id)
  closeCurrent(draft)
  if (turn === null || turn.isDead || turn.outcome !== null || current.isOver) return
  const { id } = turn.view
  if (turn.kind === 'voice' && !current.sawUser && turn.stage !== 'answering') {
    complete(draft, id, { state: 'failed', failure: failure('NO_SPEECH', 'No speech was recognised', true) })
  } else {
    complete(draft, id, outcomeOf(turn))
  }
}

/**
 * Takes the input that a refusal is about off the line. A refusal (invalid message, audio that was not assembled, busy)
 * is said instead of serving, so it belongs to the oldest input that is not being served; and, because only text can be
 * an invalid message and only speech can fail to be assembled, to the oldest of that kind.
 */
export function takeRefused(draft: Draft, kind: InputKind | null): Turn | null {
  const ofKind = kind === null ? 0 : draft.waiting.findIndex((one) => one.kind === kind)
  const index = Math.max(ofKind, 0)
  const refused = draft.waiting[index]
  if (refused === undefined) return null
  draft.waiting = draft.waiting.filter((_, at) => at !== index)
  const turn = find(draft, refused.id)
  // Keep the place of an `end` that may follow the error, when nothing else is being served.
  if (draft.current === null || draft.current.isOver) {
    draft.current = { id: refused.id, sawUser: false, isOver: true }
  }
  return turn
}
