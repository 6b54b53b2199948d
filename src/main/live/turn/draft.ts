import type { TurnView } from '../../../shared/view.ts'
import type { Turn, TurnEffect, TurnEvent, TurnState, TurnStep } from './state.ts'

/**
 * The next state while it is being made: a private copy that the rules may change, and the effects so far. What is inside
 * (turns, views) stays immutable and is replaced, so that the state before and every view handed out keep their values.
 */
export type Draft = { -readonly [Key in keyof TurnState]: TurnState[Key] } & {
  effects: TurnEffect[]
  /** The time of the event, in ms. */
  readonly at: number
}

export function openDraft(state: TurnState, at: number): Draft {
  return { ...state, effects: [], at }
}

export function closeDraft(draft: Draft): TurnStep {
  const { effects, at: _at, ...state } = draft
  return { state, effects }
}

export function find(draft: Draft, id: string | null): Turn | null {
  return id === null ? null : (draft.turns.find((turn) => turn.view.id === id) ?? null)
}

/** The turn whose segment is being recorded. */
export function recording(draft: TurnState): Turn | null {
  return draft.turns.find((turn) => turn.isRecording) ?? null
}

export function add(draft: Draft, turn: Turn): void {
  draft.turns = [...draft.turns, turn]
  draft.effects.push({ type: 'turn', view: turn.view })
}

/** Replaces what is named of a turn, without telling anybody: for facts that no view shows. */
export function patch(draft: Draft, id: string, change: Partial<Omit<Turn, 'view'>>): Turn | null {
  const turn = find(draft, id)
  return turn && replace(draft, { ...turn, ...change })
}

/** Replaces what is named of a turn's view, and shows it. */
export function show(draft: Draft, id: string, change: Partial<TurnView>): Turn | null {
  const turn = find(draft, id)
  if (turn === null) return null
  const shown = replace(draft, { ...turn, view: { ...turn.view, ...change } })
  draft.effects.push({ type: 'turn', view: shown.view })
  return shown
}

/** Appends to the reply, which windows get as an addition and not as a whole turn. */
export function appendReply(draft: Draft, id: string, text: string): void {
  const turn = find(draft, id)
  if (turn === null || text === '') return
  const reply = { ...turn.view.reply, text: turn.view.reply.text + text }
  const { view } = replace(draft, { ...turn, view: { ...turn.view, reply } })
  draft.effects.push({ type: 'reply', text, view })
}

/** Takes a turn out of sight and out of the outbox. */
export function remove(draft: Draft, id: string): void {
  forget(draft, id)
  draft.turns = draft.turns.filter((turn) => turn.view.id !== id)
  disown(draft, id)
  draft.effects.push({ type: 'turn-removed', turnId: id })
}

/** Lets the outbox forget an input. */
export function forget(draft: Draft, id: string): void {
  if (find(draft, id)?.isStored !== true) return
  patch(draft, id, { isStored: false })
  draft.effects.push({ type: 'forget', turnId: id })
}

/** What the server still does for this turn is nobody's from now on. */
export function disown(draft: Draft, id: string): void {
  draft.waiting = draft.waiting.map((one) => (one.id === id ? { ...one, id: null } : one))
  if (draft.current?.id === id) draft.current = { ...draft.current, id: null }
  if (draft.last === id) draft.last = null
}

/** Puts a changed turn in the place of the old one, without telling anybody. */
export function replace(draft: Draft, changed: Turn): Turn {
  draft.turns = draft.turns.map((turn) => (turn.view.id === changed.view.id ? changed : turn))
  return changed
}

export type EventOf<Type extends TurnEvent['type']> = Extract<TurnEvent, { type: Type }>
