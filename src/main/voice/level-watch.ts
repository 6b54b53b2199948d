import { MICROPHONE_WATCH_MS } from '../../shared/ipc/limits.ts'

export interface LevelWatchOptions<W> {
  readonly setTimer: (run: () => void, ms: number) => () => void
  /** False while nobody is there to look at a level. */
  readonly mayListen: () => boolean
  /** Opens the microphone for its level, or lets go of it. */
  readonly open: (on: boolean) => void
  readonly send: (window: W, peak: number) => void
}

/**
 * Which windows are shown the microphone's level. The microphone is open for them while any of them watches; each has to ask
 * again before {@link MICROPHONE_WATCH_MS} are over, so that a page that was reloaded or has crashed keeps nothing open.
 */
export class LevelWatch<W> {
  readonly #options: LevelWatchOptions<W>
  /** By window: stops the timer that ends its watch. */
  readonly #leases = new Map<W, () => void>()

  constructor(options: LevelWatchOptions<W>) {
    this.#options = options
  }

  watch(window: W, on: boolean): void {
    const wasOpen = this.#leases.size > 0
    this.#leases.get(window)?.()
    this.#leases.delete(window)
    if (on && this.#options.mayListen()) {
      const end = () => {
        this.watch(window, false)
      }
      this.#leases.set(window, this.#options.setTimer(end, MICROPHONE_WATCH_MS))
    }
    const isOpen = this.#leases.size > 0
    if (isOpen !== wasOpen) this.#options.open(isOpen)
  }

  /** Nobody is there any more. Pages that are still open ask again, and are heard when somebody is back. */
  away(): void {
    for (const window of [...this.#leases.keys()]) this.watch(window, false)
  }

  /** A level has come, 0 to 1: for all that watch. */
  level(peak: number): void {
    for (const window of this.#leases.keys()) this.#options.send(window, peak)
  }
}
