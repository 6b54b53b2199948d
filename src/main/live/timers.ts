import type { Clock } from '../lib/clock.ts'

/** Timers by name: setting a name again replaces it. The shells perform `set-timer` effects with it. */
export class NamedTimers<Name extends string> {
  readonly #clock: Clock
  readonly #cancels = new Map<Name, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  set(name: Name, ms: number, run: () => void): void {
    this.clear(name)
    const cancel = this.#clock.setTimer(() => {
      this.#cancels.delete(name)
      run()
    }, ms)
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
