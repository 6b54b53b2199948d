import type { TurnView } from '../../shared/view.ts'

/** Turns kept for the windows. Older ones are in the history, not here. */
const MAX_TURNS = 500

/** Turns that still mean something to somebody: these are never dropped for room. */
const UNFINISHED: ReadonlySet<string> = new Set([
  'listening',
  'sending',
  'thinking',
  'speaking',
  'stalled',
  'unsent',
])

/** The turns of this conversation as they are shown, oldest first, bounded. */
export class Transcript {
  readonly #turns = new Map<string, TurnView>()
  readonly #max: number

  constructor(max = MAX_TURNS) {
    this.#max = max
  }

  get turns(): TurnView[] {
    return [...this.#turns.values()]
  }

  get(id: string): TurnView | undefined {
    return this.#turns.get(id)
  }

  /** Adds or replaces one turn; gives back the ids that had to go for it. */
  put(view: TurnView): string[] {
    this.#turns.set(view.id, view)
    const dropped: string[] = []
    for (const [id, turn] of this.#turns) {
      if (this.#turns.size <= this.#max) break
      if (UNFINISHED.has(turn.state)) continue
      this.#turns.delete(id)
      dropped.push(id)
    }
    return dropped
  }

  remove(id: string): boolean {
    return this.#turns.delete(id)
  }

  /** Empties it; gives back what was in it. */
  clear(): string[] {
    const ids = [...this.#turns.keys()]
    this.#turns.clear()
    return ids
  }
}
