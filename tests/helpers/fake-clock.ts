import type { Clock } from '../../src/main/lib/clock.ts'

interface FakeTimer {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** A clock that moves only when a test says so. Both kinds of time start at `start` and move together. */
export class FakeClock implements Clock {
  #time: number
  #order = 0
  readonly #timers = new Set<FakeTimer>()

  /** `start` in ms. */
  constructor(start = 1_000_000) {
    this.#time = start
  }

  now(): number {
    return this.#time
  }

  elapsed(): number {
    return this.#time
  }

  setTimer(run: () => void, ms: number): () => void {
    const timer = { at: this.#time + Math.max(0, ms), order: this.#order++, run }
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size
  }

  /** Moves time by `ms` and runs what falls due, in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#time + ms
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#timers.delete(next)
      this.#time = next.at
      next.run()
    }
    this.#time = end
  }

  /** Like `advance`, but lets promises settle before and after each timer. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#time + ms
    await settle()
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#timers.delete(next)
      this.#time = next.at
      next.run()
      await settle()
    }
    this.#time = end
  }

  #due(end: number): FakeTimer | undefined {
    return [...this.#timers]
      .filter((timer) => timer.at <= end)
      .sort((a, b) => a.at - b.at || a.order - b.order)[0]
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
