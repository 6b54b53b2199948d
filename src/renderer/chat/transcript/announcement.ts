import type { AppView, TurnView } from '../../../shared/view.ts'

/** What a screen reader should say next: a change of state, or a whole reply. Null: nothing new. */
export type Announcement =
  | { readonly kind: 'voice'; readonly state: AppView['voice'] }
  | { readonly kind: 'reply'; readonly text: string }
  | { readonly kind: 'failure'; readonly turn: TurnView }
  | { readonly kind: 'turn'; readonly state: 'stalled' | 'unsent' }

/** Compares two views. A reply is announced once, when it is whole, and not with each delta. */
export function announcement(before: AppView, after: AppView): Announcement | null {
  const turn = after.turns.at(-1)
  const earlier = turn && before.turns.findLast((each) => each.id === turn.id)
  if (turn && earlier && earlier.state !== turn.state) {
    if (turn.state === 'failed') return { kind: 'failure', turn }
    if (turn.state === 'stalled' || turn.state === 'unsent') return { kind: 'turn', state: turn.state }
    if (turn.state === 'done' && turn.reply.text !== '') return { kind: 'reply', text: turn.reply.text }
  }
  return before.voice === after.voice ? null : { kind: 'voice', state: after.voice }
}
