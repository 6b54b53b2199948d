import { UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import { Resampler } from '../dsp/resampler.ts'
import { CaptureClock } from './capture-clock.ts'
import { SegmentCutter } from './segment-cutter.ts'
import type { CutterMessage } from './segment-cutter.ts'

type Order =
  | { readonly type: 'start'; readonly segment: string; readonly preRollMs: number | undefined }
  | { readonly type: 'stop'; readonly at: number }

/** A stop that waits for the sound of its moment. */
interface Stop {
  readonly at: number
  /** Where in the stream that sound ends, in ms; null while nothing is known of the stream. */
  readonly position: number | null
}

export interface RecorderOptions {
  readonly emit: (message: CutterMessage) => void
  /** Gets the stream at 16 kHz as it comes, segments or not. `samples` is good for the length of the call. */
  readonly heard: (samples: Float32Array) => void
}

/**
 * Microphone samples in, segments of 16 kHz frames out. Sound arrives some time after it was spoken, so a stop ends its segment
 * only when the sample of that moment has come; orders that are given meanwhile wait behind it. What follows the stop in the
 * same buffer belongs to what comes next. Times are in ms on any one clock.
 */
export class SegmentRecorder {
  readonly #options: RecorderOptions
  readonly #cutter: SegmentCutter
  #resampler = new Resampler(UPLINK_SAMPLE_RATE, UPLINK_SAMPLE_RATE)
  #resampled = new Float32Array(0)
  #clock = new CaptureClock()
  /** ms of sound since the stream began. */
  #position = 0
  #recording = false
  #stop: Stop | null = null
  #waiting: Order[] = []

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#cutter = new SegmentCutter(options.emit, 0)
  }

  /** The moment up to which a stopped segment still waits for its sound; null when nothing waits. */
  get stopAt(): number | null {
    return this.#stop?.at ?? null
  }

  /** Whether a segment is open. */
  get isRecording(): boolean {
    return this.#recording
  }

  setPreRoll(ms: number): void {
    this.#cutter.setPreRoll(ms)
  }

  /** @param preRollMs audio from before, at most; absent: as much as is kept. */
  start(segment: string, preRollMs?: number): void {
    this.#order({ type: 'start', segment, preRollMs })
  }

  stop(at: number): void {
    this.#order({ type: 'stop', at })
  }

  /**
   * Takes mono samples in the order of their capture.
   * @param sampleRate in Hz; it may differ from that of the samples before (another microphone).
   * @param now when they came.
   * @param claimed how old the last of them is, if the buffer's own time is true.
   */
  push(mono: Float32Array, sampleRate: number, now: number, claimed: number): void {
    if (sampleRate !== this.#resampler.inputRate)
      this.#resampler = new Resampler(sampleRate, UPLINK_SAMPLE_RATE)
    const begin = this.#position
    this.#position += (mono.length / sampleRate) * 1000
    this.#clock.arrived(this.#position, now, claimed)
    let from = 0
    while (this.#stop) {
      const end = this.#stop.position ?? this.#clock.positionOf(this.#stop.at) ?? begin
      // The resampler gives a sample only when it has seen so many after it.
      const wanted = ((end - begin) * sampleRate) / 1000 + this.#resampler.lookahead
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
    while (this.#stop) this.#end()
  }

  /** What comes next does not follow on from what was heard before. An open segment stays open. */
  cut(): void {
    this.endNow()
    this.#cutter.clear()
    this.#resampler.reset()
    this.#clock = new CaptureClock()
    this.#position = 0
  }

  #order(order: Order): void {
    if (this.#stop) this.#waiting.push(order)
    else this.#obey(order)
  }

  #obey(order: Order): void {
    if (order.type === 'start') {
      this.#recording = true
      this.#cutter.start(order.segment, order.preRollMs)
    } else if (this.#recording) {
      this.#stop = { at: order.at, position: this.#clock.positionOf(order.at) }
    }
  }

  #end(): void {
    this.#cutter.stop()
    this.#recording = false
    this.#stop = null
    // Those behind another stop wait on, in their order.
    const orders = this.#waiting
    this.#waiting = []
    for (const order of orders) this.#order(order)
  }

  #take(mono: Float32Array): void {
    if (mono.length === 0) return
    const room = this.#resampler.maxOutput(mono.length)
    if (room > this.#resampled.length) this.#resampled = new Float32Array(room)
    const count = this.#resampler.process(mono, this.#resampled)
    this.#cutter.push(this.#resampled, count)
    this.#options.heard(this.#resampled.subarray(0, count))
  }
}
