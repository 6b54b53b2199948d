import type { HotkeySnapshot } from '../../shared/view.ts'
import type { Clock } from '../lib/clock.ts'

/** Waits before each attempt, in ms; the last one again and again. A portal that was started again is there in a second. */
const WAITS_MS = [1000, 3000, 10_000, 30_000, 60_000, 300_000] as const

/** A key that has worked for so long, in ms, was not given only to be taken back: after it, the waits begin anew. */
const STEADY_MS = 60_000

/** What gives out keys has just come back: it may want a moment, in ms. */
const SOON_MS = 500

export interface KeyRetryOptions {
  readonly clock: Pick<Clock, 'setTimer' | 'elapsed'>
  /** Registers the key once more. How that came out is told by `follow`. */
  readonly again: () => void
}

/**
 * Asks for the talk key again when it was lost, or could not be had, for a reason that may pass: never after a person or the
 * desktop has said no.
 */
export class KeyRetry {
  readonly #options: KeyRetryOptions
  #attempts = 0
  #worksSince: number | null = null
  #cancel: (() => void) | null = null

  constructor(options: KeyRetryOptions) {
    this.#options = options
  }

  /** What became of the key. */
  follow({ mode, problem }: HotkeySnapshot): void {
    const now = this.#options.clock.elapsed()
    this.stop()
    if (mode !== 'none') {
      this.#worksSince ??= now
      return
    }
    if (this.#worksSince !== null && now - this.#worksSince >= STEADY_MS) this.#attempts = 0
    this.#worksSince = null
    if (!mayPass(problem)) return
    this.#wait(WAITS_MS[Math.min(this.#attempts, WAITS_MS.length - 1)] ?? 0)
    this.#attempts += 1
  }

  /** What gives out keys has come back: there is no reason to wait longer. */
  soon(): void {
    if (this.#cancel === null) return
    this.stop()
    this.#wait(SOON_MS)
  }

  /** Waits for nothing any more. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #wait(ms: number): void {
    this.#cancel = this.#options.clock.setTimer(() => {
      this.#cancel = null
      this.#options.again()
    }, ms)
  }
}

function mayPass(problem: HotkeySnapshot['problem']): boolean {
  return problem?.code === 'HOTKEY_LOST' || (problem?.code === 'HOTKEY_UNSUPPORTED' && problem.retryable)
}
