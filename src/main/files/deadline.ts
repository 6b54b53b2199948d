/** Aborts when a part of the work takes too long, or when the caller gives up. */
export class Deadline {
  /** Aborted by either. */
  readonly signal: AbortSignal
  readonly #ms: number
  readonly #tooLate = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, signal: AbortSignal | undefined) {
    this.#ms = ms
    this.signal = signal ? AbortSignal.any([signal, this.#tooLate.signal]) : this.#tooLate.signal
  }

  /** True when it was the time that ran out. */
  get isOver(): boolean {
    return this.#tooLate.signal.aborted
  }

  /** The part begins; again: it begins anew. */
  start(): void {
    this.stop()
    this.#timer = setTimeout(() => {
      this.#tooLate.abort()
    }, this.#ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
