/** Cuts a stream into blocks of one length. Each block is its receiver's alone and may be transferred. */
export class BlockCutter {
  readonly #length: number
  readonly #emit: (block: Float32Array<ArrayBuffer>) => void
  #block: Float32Array<ArrayBuffer>
  #filled = 0

  /** @param length of a block, in samples. */
  constructor(length: number, emit: (block: Float32Array<ArrayBuffer>) => void) {
    this.#length = length
    this.#emit = emit
    this.#block = new Float32Array(length)
  }

  push(samples: Float32Array): void {
    for (let from = 0; from < samples.length;) {
      const count = Math.min(this.#length - this.#filled, samples.length - from)
      this.#block.set(samples.subarray(from, from + count), this.#filled)
      this.#filled += count
      from += count
      if (this.#filled < this.#length) return
      const block = this.#block
      this.#block = new Float32Array(this.#length)
      this.#filled = 0
      this.#emit(block)
    }
  }

  /** Forgets a block that is not full. */
  reset(): void {
    this.#filled = 0
  }
}
