/** Why nobody is at the computer, or the computer is not there. */
export type AwayReason = 'sleep' | 'locked'

export interface AwayOptions {
  /** Nobody is there any more: what listens must stop. */
  readonly onAway: () => void
  /** Somebody is back. */
  readonly onBack: () => void
}

/** Knows whether somebody is there. A computer that sleeps is often locked as well, and wakes before it is unlocked. */
export class Away {
  readonly #reasons = new Set<AwayReason>()
  readonly #options: AwayOptions

  constructor(options: AwayOptions) {
    this.#options = options
  }

  get isAway(): boolean {
    return this.#reasons.size > 0
  }

  leave(reason: AwayReason): void {
    const wasAway = this.isAway
    this.#reasons.add(reason)
    if (!wasAway) this.#options.onAway()
  }

  comeBack(reason: AwayReason): void {
    if (this.#reasons.delete(reason) && !this.isAway) this.#options.onBack()
  }
}
