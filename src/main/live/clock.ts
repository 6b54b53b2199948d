/** Time, passed in so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `run` once after `ms` milliseconds; the answer cancels it. */
  setTimer(ms: number, run: () => void): () => void
}

/** The machine's own clock. Its timers never keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Timers by name: setting a name again replaces it. Used by the shells to perform `set-timer` effects. */
export class NamedTimers<Name extends string> {
  readonly #clock: Clock
  readonly #cancels = new Map<Name, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  set(name: Name, ms: number, run: () => void): void {
    this.clear(name)
    const cancel = this.#clock.setTimer(ms, () => {
      this.#cancels.delete(name)
      run()
    })
    this.#cancels.set(name, cancel)
  }

  clear(name: Name): void {
    this.#cancels.get(name)?.()
    this.#cancels.delete(name)
  }

  clearAll(): void {
    for (const name of [...this.#cancels.keys()]) this.clear(name)
  }
}
