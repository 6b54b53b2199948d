/** A queue between one writer and one reader that waits for it. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  #items: T[] = []
  #isClosed = false
  #wake: (() => void) | null = null

  push(item: T): void {
    this.#items.push(item)
    this.#wake?.()
  }

  /** No more will come; the reader still gets what is there. */
  close(): void {
    this.#isClosed = true
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T, void> {
    while (true) {
      const item = this.#items.shift()
      if (item !== undefined) yield item
      else if (this.#isClosed) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
