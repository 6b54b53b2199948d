import { UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import { Resampler } from '../dsp/resampler.ts'
import { SegmentCutter } from './segment-cutter.ts'
import type { CutterMessage } from './segment-cutter.ts'

type Order =
  { readonly type: 'start'; readonly segment: string } | { readonly type: 'stop'; readonly at: number }

/**
 * Microphone samples in, segments of 16 kHz frames out. Sound arrives some time after it was captured, so a stop ends its
 * segment only when the sample of that moment has come; orders that are given meanwhile wait behind it. What follows the
 * stop in the same buffer belongs to what comes next. Times are in ms on any one clock.
 */
export class SegmentRecorder {
  readonly #cutter: SegmentCutter
  #resampler = new Resampler(UPLINK_SAMPLE_RATE, UPLINK_SAMPLE_RATE)
  #resampled = new Float32Array(0)
  #recording = false
  #stopAt: number | null = null
  #waiting: Order[] = []

  constructor(emit: (message: CutterMessage) => void) {
    this.#cutter = new SegmentCutter(emit, 0)
  }

  /** The moment up to which a stopped segment still waits for its sound; null when nothing waits. */
  get stopAt(): number | null {
    return this.#stopAt
  }

  setPreRoll(ms: number): void {
    this.#cutter.setPreRoll(ms)
  }

  start(segment: string): void {
    this.#order({ type: 'start', segment })
  }

  stop(at: number): void {
    this.#order({ type: 'stop', at })
  }

  /**
   * Takes mono samples in the order of their capture.
   * @param sampleRate in Hz; it may differ from that of the samples before (another microphone).
   * @param capturedAt when the first of them was captured; null when that is not known: a stop then waits for `endNow`.
   */
  push(mono: Float32Array, sampleRate: number, capturedAt: number | null): void {
    if (sampleRate !== this.#resampler.inputRate)
      this.#resampler = new Resampler(sampleRate, UPLINK_SAMPLE_RATE)
    let from = 0
    while (this.#stopAt !== null && capturedAt !== null) {
      // The resampler gives a sample only when it has seen so many after it.
      const wanted = ((this.#stopAt - capturedAt) * sampleRate) / 1000 + this.#resampler.lookahead
      if (wanted > mono.length) break
      const to = Math.max(from, Math.ceil(wanted))
      this.#take(mono.subarray(from, to))
      from = to
      this.#end()
    }
    this.#take(mono.subarray(from))
  }

  /** Ends a stopped segment with what has come so far: nothing more of it can be expected. */
  endNow(): void {
    while (this.#stopAt !== null) this.#end()
  }

  /** What comes next does not follow on from what was heard before. An open segment stays open. */
  cut(): void {
    this.endNow()
    this.#cutter.clear()
    this.#resampler.reset()
  }

  #order(order: Order): void {
    if (this.#stopAt !== null) this.#waiting.push(order)
    else this.#obey(order)
  }

  #obey(order: Order): void {
    if (order.type === 'start') {
      this.#recording = true
      this.#cutter.start(order.segment)
    } else if (this.#recording) {
      this.#stopAt = order.at
    }
  }

  #end(): void {
    this.#cutter.stop()
    this.#recording = false
    this.#stopAt = null
    // Those behind another stop wait on, in their order.
    const orders = this.#waiting
    this.#waiting = []
    for (const order of orders) this.#order(order)
  }

  #take(mono: Float32Array): void {
    const room = this.#resampler.maxOutput(mono.length)
    if (room > this.#resampled.length) this.#resampled = new Float32Array(room)
    this.#cutter.push(this.#resampled, this.#resampler.process(mono, this.#resampled))
  }
}
