/** The last `capacity` 16-bit samples of a stream. */
export class SampleRing {
  readonly #samples: Int16Array
  #next = 0
  #count = 0

  constructor(capacity: number) {
    this.#samples = new Int16Array(capacity)
  }

  get length(): number {
    return this.#count
  }

  push(sample: number): void {
    const capacity = this.#samples.length
    if (capacity === 0) return
    this.#samples[this.#next] = sample
    this.#next = (this.#next + 1) % capacity
    if (this.#count < capacity) this.#count += 1
  }

  /** Gives what is kept, oldest first, and forgets it. */
  drain(): Int16Array {
    const capacity = this.#samples.length
    const drained = new Int16Array(this.#count)
    const oldest = (this.#next - this.#count + capacity) % Math.max(1, capacity)
    for (let index = 0; index < drained.length; index++) {
      drained[index] = this.#samples[(oldest + index) % capacity] ?? 0
    }
    this.clear()
    return drained
  }

  clear(): void {
    this.#next = 0
    this.#count = 0
  }
}
