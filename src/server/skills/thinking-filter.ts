const OPEN = '<think>'
const CLOSE = '</think>'

/**
 * Leaves out what reasoning models write between `<think>` and `</think>` at the start of an answer, whatever the sizes in which
 * the text comes. Nobody wants to hear it.
 */
export class ThinkingFilter {
  #state: 'start' | 'thinking' | 'answer' = 'start'
  #held = ''

  /** Returns what of the text so far can be shown now. */
  push(text: string): string {
    if (this.#state === 'answer') return text
    this.#held += text
    if (this.#state === 'start') {
      const start = this.#held.trimStart()
      if (start.length < OPEN.length && OPEN.startsWith(start)) return ''
      if (!start.startsWith(OPEN)) return this.#release(this.#held)
      this.#state = 'thinking'
    }
    const end = this.#held.indexOf(CLOSE)
    if (end >= 0) return this.#release(this.#held.slice(end + CLOSE.length).trimStart())
    return ''
  }

  /** Returns what was still held back at the end of the answer. */
  flush(): string {
    return this.#state === 'start' ? this.#release(this.#held) : ''
  }

  #release(text: string): string {
    this.#state = 'answer'
    this.#held = ''
    return text
  }
}
