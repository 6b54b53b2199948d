/**
 * Longest time, in ms, that a microphone's word on its own delay is believed. Built-in microphones say 5 to 30 ms, wireless
 * headsets up to 60. PulseAudio has been seen to say 200 to 600 ms of sound that came within 30.
 */
const MOST_BELIEVED_MS = 60

/** What is allowed for the least delay when nothing believable is known of it, in ms. */
const ALLOWED_MS = 40

/** Arrivals are judged by the best of the last one to two of these, in ms: long enough to hold a quick one. */
const WINDOW_MS = 1000

interface Best {
  /** Arrival less position of the quickest buffer, in ms: only differences between them mean anything. */
  lag: number
  /** The least delay that a buffer claimed, in ms. */
  claimed: number
}

const NONE: Readonly<Best> = { lag: Infinity, claimed: Infinity }

/**
 * Tells which place in a microphone's stream was spoken at which moment. The times that buffers carry can't be trusted for it
 * (see above), so arrivals are counted: the quickest buffer of the last seconds had the least delay, and a moment's sound is
 * where a buffer as quick as that would end. What even the quickest one needed is not seen in arrivals; for that, what the
 * buffers claim is taken where it can be true, and else a fixed allowance. Times and positions are in ms; a position counts the
 * sound since the stream began.
 */
export class CaptureClock {
  #current: Best = { ...NONE }
  #previous: Best = { ...NONE }
  #windowEndsAt = -Infinity

  /**
   * A buffer has come.
   * @param position where in the stream it ends.
   * @param now when it came.
   * @param claimed how old its last sample is, if its own time is true.
   */
  arrived(position: number, now: number, claimed: number): void {
    if (now >= this.#windowEndsAt) {
      // After a pause, both windows are of another time.
      this.#previous = now < this.#windowEndsAt + WINDOW_MS ? this.#current : { ...NONE }
      this.#current = { ...NONE }
      this.#windowEndsAt = now + WINDOW_MS
    }
    this.#current.lag = Math.min(this.#current.lag, now - position)
    if (claimed >= 0) this.#current.claimed = Math.min(this.#current.claimed, claimed)
  }

  /** The position of what was spoken at a moment, or a little later, never earlier; null before anything has come. */
  positionOf(moment: number): number | null {
    const lag = Math.min(this.#current.lag, this.#previous.lag)
    if (lag === Infinity) return null
    const claimed = Math.min(this.#current.claimed, this.#previous.claimed)
    return moment - lag + (claimed <= MOST_BELIEVED_MS ? claimed : ALLOWED_MS)
  }
}
