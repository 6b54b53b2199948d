import { UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import type { Silence } from '../../../shared/view.ts'

/**
 * Peaks below this are no speech, 0 to 1: 50 dB below full scale. A quiet room has -60 and less; a soft voice at arm's length
 * -40 and more.
 */
const FLOOR = 0.003_16

/** Peaks up to half a step of 16 bits are what a mute switch gives, or a system that refuses without saying so. */
const DIGITAL = 0.5 / 32_768

/** A segment in which nothing was heard for so long has a wrong or muted microphone. */
const AT_FIRST = 2 * UPLINK_SAMPLE_RATE

/** Who has been heard may think for a while, and noise suppression makes a pause nearly silent. In samples. */
const LATER = 6 * UPLINK_SAMPLE_RATE

/** Notices within a segment that nothing is heard, and that something is heard again. */
export class SilenceWatch {
  readonly #changed: (silence: Silence | null) => void
  #silence: Silence | null = null
  #hasHeard = false
  /** Samples since the last sound. */
  #quietFor = 0
  /** Of these, without anything but digital silence at their end. */
  #digitalFor = 0

  constructor(changed: (silence: Silence | null) => void) {
    this.#changed = changed
  }

  /** A segment begins or is over. */
  reset(): void {
    this.#hasHeard = false
    this.#quietFor = 0
    this.#digitalFor = 0
    this.#say(null)
  }

  /** 16 kHz samples of the segment. */
  push(samples: Float32Array): void {
    let peak = 0
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
    if (peak >= FLOOR) {
      this.#hasHeard = true
      this.#quietFor = 0
      this.#digitalFor = 0
      this.#say(null)
      return
    }
    this.#quietFor += samples.length
    this.#digitalFor = peak <= DIGITAL ? this.#digitalFor + samples.length : 0
    const patience = this.#hasHeard ? LATER : AT_FIRST
    if (this.#digitalFor >= patience) this.#say('digital')
    // A pause of somebody who has been heard is only a pause.
    else if (this.#quietFor >= patience && !this.#hasHeard) this.#say('quiet')
  }

  #say(silence: Silence | null): void {
    if (silence === this.#silence) return
    this.#silence = silence
    this.#changed(silence)
  }
}
