import type { AppView, Spoken, TurnView, ViewPatch } from '../../shared/view.ts'

/** The fields of the view that are replaced whole. */
export type ViewFields = Omit<AppView, 'seq' | 'turns'>

/**
 * The one place where what windows see is written. It keeps the snapshot, and tells of each change as a numbered patch; a
 * window that opens late asks for the snapshot and goes on from its number.
 */
export class ViewStore {
  #seq = 0
  #fields: ViewFields
  readonly #turns = new Map<string, TurnView>()
  readonly #publish: (patch: ViewPatch) => void

  constructor(initial: ViewFields, publish: (patch: ViewPatch) => void) {
    this.#fields = initial
    this.#publish = publish
  }

  snapshot(): AppView {
    return { seq: this.#seq, ...this.#fields, turns: [...this.#turns.values()] }
  }

  get fields(): Readonly<ViewFields> {
    return this.#fields
  }

  /** Replaces some fields. Nothing is published when all of them are equal to what is there. */
  set(change: Partial<ViewFields>): void {
    const changed = Object.fromEntries(
      Object.entries(change).filter(
        ([key, value]) => JSON.stringify(this.#fields[key as keyof ViewFields]) !== JSON.stringify(value),
      ),
    ) as Partial<ViewFields>
    if (Object.keys(changed).length === 0) return
    this.#fields = { ...this.#fields, ...changed }
    this.#publish({ seq: this.#next(), set: changed })
  }

  /** Adds a turn at the end, or replaces the one with the same id where it stands. */
  upsertTurn(turn: TurnView): void {
    this.#turns.set(turn.id, turn)
    this.#publish({ seq: this.#next(), upsertTurns: [turn] })
  }

  /** Adds to a reply's text; unknown turns are ignored, because a late delta can outlive its turn. */
  appendReply(turnId: string, text: string): void {
    const turn = this.#turns.get(turnId)
    if (!turn || text === '') return
    this.#turns.set(turnId, { ...turn, reply: { ...turn.reply, text: turn.reply.text + text } })
    this.#publish({ seq: this.#next(), appendReply: { turnId, text } })
  }

  /** Shows what of a reply is heard; unknown turns are ignored, as above. */
  setSpoken(turnId: string, spoken: Spoken): void {
    const turn = this.#turns.get(turnId)
    if (!turn) return
    this.#turns.set(turnId, { ...turn, reply: { ...turn.reply, spoken } })
    this.#publish({ seq: this.#next(), spokenReply: { turnId, spoken } })
  }

  removeTurn(turnId: string): void {
    if (!this.#turns.delete(turnId)) return
    this.#publish({ seq: this.#next(), removeTurns: [turnId] })
  }

  /** Forgets every turn, when another server's conversation begins. */
  clearTurns(): void {
    const removed = [...this.#turns.keys()]
    if (removed.length === 0) return
    this.#turns.clear()
    this.#publish({ seq: this.#next(), removeTurns: removed })
  }

  #next(): number {
    this.#seq += 1
    return this.#seq
  }
}
