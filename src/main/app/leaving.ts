import type { AppView } from '../../shared/view.ts'

/** Whether an answer is being made or heard. Without a connection nothing is made any more; what is heard has all arrived. */
export function isAnswering({ voice, connection }: Pick<AppView, 'voice' | 'connection'>): boolean {
  return voice === 'speaking' || (voice === 'thinking' && connection.status === 'connected')
}

/** What quitting is done with. */
export interface LeavingParts {
  readonly setTimer: (run: () => void, ms: number) => () => void
  /** Whether an answer is being made or heard. */
  readonly isAnswering: () => boolean
  /** Ends what is being said, and listens no more; resolves when all of it is with the live client. */
  readonly endTalk: () => Promise<void>
  /** Shows that Parley goes when the answer is over, or no longer. */
  readonly show: (isFinishing: boolean) => void
  /** Puts everything down and goes. Called once. */
  readonly go: () => void
}

/** How long an answer may go on after Parley was told to quit, in ms. */
export const FINISH_MS = 30_000

/**
 * Quitting. An answer that is being made or heard may come to its end, because it is nowhere else: the server has had its
 * question. Whoever quits again does not want it, and whoever opens Parley again does not want to quit.
 */
export class Leaving {
  readonly #parts: LeavingParts
  #phase: 'here' | 'ending' | 'finishing' | 'gone' = 'here'
  #cancelTimer: () => void = () => undefined

  constructor(parts: LeavingParts) {
    this.#parts = parts
  }

  /** True while nobody has quit: nothing new begins afterwards. */
  get isHere(): boolean {
    return this.#phase === 'here'
  }

  /** The person quits. */
  quit(): void {
    if (this.#phase === 'here') void this.#finish()
    else this.now()
  }

  /** The session ends, or nobody waits for another reason. */
  now(): void {
    if (this.#phase === 'gone') return
    this.#phase = 'gone'
    this.#cancelTimer()
    this.#parts.go()
  }

  /** Something has changed that the answer may have ended by. */
  look(): void {
    if (this.#phase === 'finishing' && !this.#parts.isAnswering()) this.now()
  }

  /** The person wants Parley after all. */
  stay(): void {
    if (this.#phase === 'here' || this.#phase === 'gone') return
    const wasShown = this.#phase === 'finishing'
    this.#phase = 'here'
    this.#cancelTimer()
    if (wasShown) this.#parts.show(false)
  }

  async #finish(): Promise<void> {
    this.#phase = 'ending'
    await this.#parts.endTalk()
    // Meanwhile the person may have changed their mind, or quit again.
    if (!this.#isEnding()) return
    if (!this.#parts.isAnswering()) {
      this.now()
      return
    }
    this.#phase = 'finishing'
    this.#cancelTimer = this.#parts.setTimer(() => {
      this.now()
    }, FINISH_MS)
    this.#parts.show(true)
  }

  #isEnding(): boolean {
    return this.#phase === 'ending'
  }
}
