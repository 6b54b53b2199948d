import type { AppView, TurnView, ViewPatch } from '../../shared/view.ts'

/** A window's copy of what main knows, and what it needs to stay true. */
export interface SyncState {
  readonly view: AppView | null
  /** Patches that came while a snapshot is on its way. */
  readonly held: readonly ViewPatch[]
  /** A snapshot was asked for and has not come. */
  readonly asking: boolean
}

export const INITIAL_SYNC: SyncState = { view: null, held: [], asking: false }

interface Step {
  readonly state: SyncState
  /** Ask main for a snapshot now. */
  readonly ask: boolean
}

/** Begins: the first snapshot is asked for. */
export function startSync(state: SyncState): Step {
  return { state: { ...state, asking: true }, ask: !state.asking }
}

/** Takes a numbered patch. A gap in the numbers, or a patch that does not fit, means: ask again. */
export function onPatch(state: SyncState, patch: ViewPatch): Step {
  if (state.asking || !state.view) return { state: { ...state, held: [...state.held, patch] }, ask: false }
  // Already in the snapshot.
  if (patch.seq <= state.view.seq) return { state, ask: false }
  const view = patch.seq === state.view.seq + 1 ? applyPatch(state.view, patch) : null
  if (view) return { state: { ...state, view }, ask: false }
  return { state: { ...state, asking: true, held: [patch] }, ask: true }
}

/** Takes a snapshot, and the patches that came while it was on its way. */
export function onSnapshot(state: SyncState, snapshot: AppView): Step {
  let view = snapshot
  for (const patch of state.held) {
    if (patch.seq <= view.seq) continue
    const next = patch.seq === view.seq + 1 ? applyPatch(view, patch) : null
    if (!next) return { state: { view, held: state.held, asking: true }, ask: true }
    view = next
  }
  return { state: { view, held: [], asking: false }, ask: false }
}

/** The snapshot did not come: it may be asked for again. */
export function onSnapshotFailed(state: SyncState): Step {
  return { state: { ...state, asking: true }, ask: true }
}

/** A view with one patch applied; null when the patch names a turn that we don't have. Unchanged parts keep their identity. */
export function applyPatch(view: AppView, patch: ViewPatch): AppView | null {
  let turns = view.turns
  if (patch.removeTurns) {
    const removed = new Set(patch.removeTurns)
    turns = turns.filter((turn) => !removed.has(turn.id))
  }
  if (patch.upsertTurns) turns = upsert(turns, patch.upsertTurns)
  if (patch.appendReply) {
    const appended = append(turns, patch.appendReply.turnId, patch.appendReply.text)
    if (!appended) return null
    turns = appended
  }
  if (patch.spokenReply) {
    const heard = changeReply(turns, patch.spokenReply.turnId, { spoken: patch.spokenReply.spoken })
    if (!heard) return null
    turns = heard
  }
  return { ...view, ...defined(patch.set), turns, seq: patch.seq }
}

/** Turns change at the end of a conversation: looking from there finds them at once in a long one. */
function indexOfTurn(turns: readonly TurnView[], id: string): number {
  return turns.findLastIndex((turn) => turn.id === id)
}

function upsert(turns: TurnView[], changed: readonly TurnView[]): TurnView[] {
  const result = [...turns]
  for (const turn of changed) {
    const index = indexOfTurn(result, turn.id)
    if (index === -1) result.push(turn)
    else result[index] = turn
  }
  return result
}

function append(turns: TurnView[], id: string, text: string): TurnView[] | null {
  const reply = turns[indexOfTurn(turns, id)]?.reply
  return reply ? changeReply(turns, id, { text: reply.text + text }) : null
}

function changeReply(turns: TurnView[], id: string, change: Partial<TurnView['reply']>): TurnView[] | null {
  const index = indexOfTurn(turns, id)
  const turn = turns[index]
  if (!turn) return null
  return turns.with(index, { ...turn, reply: { ...turn.reply, ...change } })
}

/** Without keys that are there but undefined: they must not blank what we have. */
function defined(set: ViewPatch['set']): Partial<AppView> {
  return Object.fromEntries(Object.entries(set ?? {}).filter(([, value]) => value !== undefined))
}
