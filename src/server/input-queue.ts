/** What comes off the queue: an input, or the refusal of one that there was no room for. */
export type Taken<T> = { kind: 'input'; input: T } | { kind: 'busy' }

type Entry<T> = { input: T; bytes: number } | { refused: number }

/**
 * Inputs of one socket that wait for the running turn, bounded in number and bytes. What comes beyond is answered "Session is
 * busy", also in its place: every input gets exactly one answer, in the order in which it was sent. Refusals that follow one
 * another cost no memory; they are only counted.
 */
export class InputQueue<T> {
  readonly #maxInputs: number
  readonly #maxBytes: number
  #entries: Entry<T>[] = []
  #inputs = 0
  #bytes = 0

  constructor(maxInputs: number, maxBytes: number) {
    this.#maxInputs = maxInputs
    this.#maxBytes = maxBytes
  }

  /** Entries that are still to be answered. */
  get size(): number {
    return this.#entries.length
  }

  /** @param bytes what the input holds in memory. One input is always taken, however large. */
  add(input: T, bytes: number): void {
    const isRoom = this.#inputs === 0 || this.#bytes + bytes <= this.#maxBytes
    if (this.#inputs < this.#maxInputs && isRoom) {
      this.#entries.push({ input, bytes })
      this.#inputs += 1
      this.#bytes += bytes
      return
    }
    const last = this.#entries.at(-1)
    if (last && 'refused' in last) last.refused += 1
    else this.#entries.push({ refused: 1 })
  }

  /** The next thing to answer. */
  take(): Taken<T> | null {
    const entry = this.#entries[0]
    if (!entry) return null
    if ('refused' in entry) {
      entry.refused -= 1
      if (entry.refused === 0) this.#entries.shift()
      return { kind: 'busy' }
    }
    this.#entries.shift()
    this.#inputs -= 1
    this.#bytes -= entry.bytes
    return { kind: 'input', input: entry.input }
  }

  clear(): void {
    this.#entries = []
    this.#inputs = 0
    this.#bytes = 0
  }
}
