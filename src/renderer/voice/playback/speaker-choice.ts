import type { AudioDevice } from '../../../shared/view.ts'
import { chooseDevice } from '../../ui/audio-devices.ts'

/**
 * A speaker that was lost is gone back to after this time at the earliest, in ms. Chromium keeps its stream to a device for five
 * seconds and gives it out again, and the sound server has moved that stream to another speaker meanwhile.
 */
export const RETURN_MS = 6000

export interface Choice {
  /** The device to play at; '' is the system's default. */
  readonly id: string
  /** Another device was asked for. */
  readonly isMissing: boolean
  /** When to choose anew though nothing has changed, in ms from now; null: not before something does. */
  readonly againMs: number | null
}

/** Follows the chosen speaker by its label; while it is missing the system's default plays. */
export class SpeakerChoice {
  #lost: { readonly label: string | null; readonly at: number } | null = null

  /**
   * @param label the chosen speaker; null is the system's default.
   * @param outputs what is plugged in.
   * @param now in ms, on any one clock.
   */
  choose(label: string | null, outputs: readonly AudioDevice[], now: number): Choice {
    const { id, missing } = chooseDevice(label, outputs)
    if (missing) {
      if (this.#lost?.label !== label) this.#lost = { label, at: now }
      return { id: '', isMissing: true, againMs: null }
    }
    const againMs = this.#lost?.label === label ? this.#lost.at + RETURN_MS - now : 0
    if (againMs > 0) return { id: '', isMissing: true, againMs }
    this.#lost = null
    return { id: id ?? '', isMissing: false, againMs: null }
  }
}
