import type { TurnView } from './view.ts'

/**
 * Ids of the files that go with what is said in a turn, while they are not sent: from the press of the key, also while the turn
 * is offered again after a restart. A turn that was thrown away or came to nothing has none: its files are beside the composer.
 */
export function claimedBy({ state, compose }: Pick<TurnView, 'state' | 'compose'>): readonly string[] {
  const isOpen = state === 'listening' || state === 'sending' || state === 'unsent'
  return isOpen && compose && compose.stage !== 'sent' ? compose.drafts : []
}

/** The same of all turns. */
export function claimedByAll(turns: readonly Pick<TurnView, 'state' | 'compose'>[]): ReadonlySet<string> {
  return new Set(turns.flatMap(claimedBy))
}
