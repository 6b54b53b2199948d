import { redactText } from './redact.ts'
import type { Log } from '../lib/log.ts'

/** What a pure machine answers to an event. */
interface Step<State, Effect> {
  readonly state: State
  readonly effects: readonly Effect[]
}

/**
 * Runs a pure machine. Events that come while the effects of another are being performed wait their turn, so that effects
 * keep their order; and an effect that throws (a listener's mistake) is logged and takes no other with it, because the
 * machine has moved on already.
 */
export class Runner<State, Event, Effect> {
  readonly #next: (state: State, event: Event) => Step<State, Effect>
  readonly #perform: (effect: Effect) => void
  readonly #log: Log
  readonly #queue: Event[] = []
  #isRunning = false
  #state: State

  constructor(
    state: State,
    next: (state: State, event: Event) => Step<State, Effect>,
    perform: (effect: Effect) => void,
    log: Log,
  ) {
    this.#state = state
    this.#next = next
    this.#perform = perform
    this.#log = log
  }

  get state(): State {
    return this.#state
  }

  dispatch(event: Event): void {
    this.#queue.push(event)
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let one = this.#queue.shift(); one !== undefined; one = this.#queue.shift()) this.#step(one)
    } finally {
      this.#isRunning = false
    }
  }

  #step(event: Event): void {
    const step = this.#next(this.#state, event)
    this.#state = step.state
    for (const effect of step.effects) {
      try {
        this.#perform(effect)
      } catch (error) {
        const said = redactText(error instanceof Error ? (error.stack ?? error.message) : String(error))
        this.#log.error({ effect: (effect as { type?: string }).type, error: said }, 'an effect failed')
      }
    }
  }
}
