import type { Failure } from '../../../shared/failure.ts'
import { patch } from './draft.ts'
import type { Draft } from './draft.ts'
import { complete, isFinal, kill, offer } from './life.ts'
import { flush } from './outbox-policy.ts'

/** A connection is ready: what was held goes out. It is a new conversation; nothing of the old one's turns will come. */
export function online(draft: Draft): void {
  draft.isOnline = true
  flush(draft)
}

/**
 * The socket is gone, and with it everything that the server still owed:
 * - a segment being recorded goes on being recorded, and will be sent whole;
 * - an input that was acknowledged has failed (what was received of its reply is played to its end), or is interrupted
 *   when it was the person who closed the connection, which is the only way to stop a reply on the reference server;
 * - an input that was not acknowledged may or may not have been served: it is offered again, never sent unasked.
 */
export function lost(draft: Draft, reason: Failure): void {
  draft.isOnline = false
  draft.isBusy = false
  draft.waiting = []
  draft.current = null
  draft.last = null
  for (const turn of draft.turns) {
    const { id } = turn.view
    if (turn.wire === 'open') patch(draft, id, { wire: 'held' })
    if (turn.wire !== 'sent' || turn.isDead || turn.outcome !== null) continue
    if (turn.isGivenUp || isFinal(turn)) patch(draft, id, { wire: 'gone' })
    else if (!turn.isAcknowledged) offer(draft, id, reason)
    else if (reason.code === 'CANCELLED') kill(draft, id, false)
    else complete(draft, id, { state: 'failed', failure: reason })
  }
  flush(draft)
}
