import type { OutputContext } from './output-context.ts'

/** A device that starts at all does so within a few tens of ms; one that is dead never says so. ms */
const RESUME_MS = 500

/**
 * Where a context plays. It changes device while it stands still, and one change at a time: Chromium (156) says that it runs
 * and its clock stands, when it is resumed or sent elsewhere in the middle of a change.
 */
export class Sink {
  readonly #context: OutputContext
  #last: Promise<void> = Promise.resolve()
  #moves = 0

  constructor(context: OutputContext) {
    this.#context = context
  }

  /** A change is going on: who wants the context to run must leave that to it. */
  get isMoving(): boolean {
    return this.#moves > 0
  }

  /**
   * Plays at another device from now on, after earlier changes; '' is the system's default. A context that ran, or that
   * `isNeeded` by then, runs afterwards. Rejects with `NotFoundError` when there is no such device: it stays where it was.
   * @param isDead the stream that the context has plays nothing any more. Asking for the same device again would change
   * nothing, so it is let go first.
   */
  move(id: string, isNeeded: () => boolean, isDead = false): Promise<void> {
    this.#moves += 1
    const move = this.#last
      .then(() => this.#perform(id, isNeeded, isDead))
      .finally(() => {
        this.#moves -= 1
      })
    this.#last = move.catch(() => {})
    return move
  }

  async #perform(id: string, isNeeded: () => boolean, isDead: boolean): Promise<void> {
    const context = this.#context
    const ran = context.state === 'running'
    if (ran) await context.suspend()
    try {
      if (isDead) await context.setSinkId({ type: 'none' })
      await context.setSinkId(id)
    } finally {
      if (ran || isNeeded()) await Promise.race([context.resume(), elapsed(RESUME_MS)])
    }
  }
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    window.setTimeout(resolve, ms)
  })
}
