/** What may go on to the speaker, in order. */
export type Released<T> =
  | { readonly type: 'chunk'; readonly epoch: number; readonly seq: number; readonly value: T }
  | { readonly type: 'end'; readonly epoch: number }

interface Slot<T> {
  readonly seq: number
  /** `undefined` while it decodes, null when it could not be decoded. */
  value: T | null | undefined
}

interface Epoch<T> {
  readonly slots: Slot<T>[]
  /** The highest `seq` that was released. */
  released: number
  ended: boolean
}

/**
 * Puts chunks in order that decode in any order. Epochs are in order too: the first chunk of a new one closes those before.
 * A chunk of a dead epoch is refused when it comes and when its decoding ends, so that nothing of a turn that was interrupted
 * can be heard later.
 */
export class ChunkOrder<T> {
  readonly #epochs = new Map<number, Epoch<T>>()
  /** Epochs up to this one are over: silenced, or followed by a newer one. */
  #closed = Number.NEGATIVE_INFINITY

  /** Announces a chunk, before its decoding. False: it belongs to a dead epoch, or its turn has passed. */
  admit(epoch: number, seq: number): boolean {
    if (epoch <= this.#closed) return false
    const known = this.#epochs.get(epoch) ?? { slots: [], released: Number.NEGATIVE_INFINITY, ended: false }
    if (seq <= known.released || known.slots.some((slot) => slot.seq === seq)) return false
    this.#epochs.set(epoch, known)
    const index = known.slots.findIndex((slot) => slot.seq > seq)
    known.slots.splice(index === -1 ? known.slots.length : index, 0, { seq, value: undefined })
    return true
  }

  /** Brings a decoded chunk, or null when decoding failed; returns all that can go on now. */
  settle(epoch: number, seq: number, value: T | null): Released<T>[] {
    const slot = this.#epochs.get(epoch)?.slots.find((each) => each.seq === seq)
    if (!slot) return []
    slot.value = value
    return this.#release()
  }

  /** No more chunks will be announced for this epoch. */
  end(epoch: number): Released<T>[] {
    if (epoch <= this.#closed) return []
    const known = this.#epochs.get(epoch)
    if (known) known.ended = true
    else this.#epochs.set(epoch, { slots: [], released: Number.NEGATIVE_INFINITY, ended: true })
    return this.#release()
  }

  /** This epoch and those before it are dead. */
  silence(epoch: number): void {
    this.#closed = Math.max(this.#closed, epoch)
    for (const each of this.#epochs.keys()) if (each <= epoch) this.#epochs.delete(each)
  }

  #release(): Released<T>[] {
    const released: Released<T>[] = []
    const inOrder = [...this.#epochs].sort(([a], [b]) => a - b)
    for (const [number, epoch] of inOrder) {
      for (let slot = epoch.slots[0]; slot?.value !== undefined; slot = epoch.slots[0]) {
        epoch.slots.shift()
        epoch.released = slot.seq
        if (slot.value !== null)
          released.push({ type: 'chunk', epoch: number, seq: slot.seq, value: slot.value })
      }
      // What still decodes holds back all that follows.
      if (epoch.slots.length > 0) break
      const isFollowed = inOrder.some(([other]) => other > number)
      if (epoch.ended || isFollowed) {
        released.push({ type: 'end', epoch: number })
        this.#epochs.delete(number)
        this.#closed = number
      } else break
    }
    return released
  }
}
