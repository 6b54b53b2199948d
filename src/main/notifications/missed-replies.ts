import type { Failure } from '../../shared/failure.ts'
import type { TurnView } from '../../shared/view.ts'

/** How things stand when a turn ends. */
export interface Attention {
  /** The chat window is in front, so the reply is before the person's eyes. */
  readonly isLooking: boolean
  /** Replies make no sound. */
  readonly isMuted: boolean
  /** The local assistant tells of its own timers. */
  readonly isLocal: boolean
}

/** A turn whose end somebody should be told of. */
export interface Missed {
  readonly turnId: string
  /** The reply, or why there is none. */
  readonly reply: { readonly text: string } | { readonly failure: Failure }
}

/**
 * Whether a ring of the local assistant's is to be told of by a notification. It is said too, and stands in the window, while
 * the local assistant is in use; otherwise the notification is all that there is.
 */
export function isRingMissed({ isLooking, isLocal }: Pick<Attention, 'isLooking' | 'isLocal'>): boolean {
  return !(isLooking && isLocal)
}

/**
 * Notices replies that end while nobody hears or sees them. A reply counts as heard when it was at the speaker, and the
 * speaker was on, at any time.
 */
export class MissedReplies {
  /** Turns that run, with whether they were heard. */
  readonly #running = new Map<string, { wasHeard: boolean }>()

  /** Follows a turn. Gives what was missed, once, when the turn ends. */
  onTurn(turn: TurnView, attention: Attention): Missed | null {
    const known = this.#running.get(turn.id)
    switch (turn.state) {
      case 'done':
      case 'failed':
        this.#running.delete(turn.id)
        return known ? missed(turn, known.wasHeard, attention) : null
      case 'interrupted':
        this.#running.delete(turn.id)
        return null
      default:
        this.#running.set(turn.id, {
          wasHeard: known?.wasHeard === true || (turn.state === 'speaking' && !attention.isMuted),
        })
        return null
    }
  }

  /** The turn was thrown away. */
  forget(turnId: string): void {
    this.#running.delete(turnId)
  }
}

function missed(turn: TurnView, wasHeard: boolean, attention: Attention): Missed | null {
  if (attention.isLooking) return null
  if (turn.input.kind === 'push' && attention.isLocal) return null
  if (turn.state === 'failed') {
    // The HUD tells of a failed talk, and the error sound with it; whoever typed sees neither.
    return turn.failure && turn.input.kind === 'text'
      ? { turnId: turn.id, reply: { failure: turn.failure } }
      : null
  }
  return wasHeard ? null : { turnId: turn.id, reply: { text: turn.reply.text } }
}
