/**
 * What set-up tells: one line for each stage that did something, with its duration.
 *
 * A command that starts the app says first which host the app runs on, and that is known only after packages are
 * installed. Until then its lines are held back; in a terminal, a passing line says what is going on.
 */
export class Report {
  /** @type {string[] | null} Lines held back, or null when they are printed at once. */
  #held

  /** @param {{ hold: boolean, held?: readonly string[] }} options */
  constructor({ hold, held = [] }) {
    this.#held = hold ? [...held] : null
  }

  /** Lines that another process has to print after its first one. */
  get held() {
    return this.#held ?? []
  }

  /** @param {string} text */
  line(text) {
    if (this.#held) this.#held.push(text)
    else process.stdout.write(`${text}\n`)
  }

  /**
   * Prints the line that comes first, and then all that was held back.
   * @param {string} first
   */
  open(first) {
    const held = this.held
    this.#held = null
    for (const text of [first, ...held]) this.line(text)
  }

  /** Prints what was held back: set-up failed, and this is how far it came. */
  abandon() {
    for (const text of this.held) process.stderr.write(`${text}\n`)
    this.#held = null
  }

  /**
   * Runs one stage and says how long it took.
   * @template T
   * @param {string} name
   * @param {() => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async stage(name, work) {
    const startedAt = performance.now()
    const passing = this.#held !== null && process.stderr.isTTY
    if (passing) process.stderr.write(`${name} …`)
    else if (!this.#held) process.stdout.write(`${name} …\n`)
    try {
      return await work()
    } finally {
      if (passing) process.stderr.write('\r\u001B[K')
      this.line(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    }
  }
}
