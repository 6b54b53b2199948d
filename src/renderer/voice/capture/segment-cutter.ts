import { UPLINK_FRAME_SAMPLES, UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import { toInt16 } from '../dsp/pcm.ts'
import { SampleRing } from '../dsp/sample-ring.ts'

/** What the cutter says, in order. A frame's buffer is its receiver's alone and may be transferred. */
export type CutterMessage =
  | { type: 'started'; segment: string; preRollMs: number }
  | { type: 'frame'; segment: string; seq: number; pcm: ArrayBuffer }
  | { type: 'ended'; segment: string; frames: number; peak: number }

/** How much is kept of what came before a segment, in ms: the longest pre-roll there is. */
const KEPT_MS = 3000

interface OpenSegment {
  readonly id: string
  frames: number
  /** Largest magnitude in 16-bit steps. */
  peak: number
}

/**
 * Cuts a 16 kHz stream into segments and frames. Between segments it keeps the last moments (the pre-roll); a segment begins
 * with them. What a segment has taken is never in a later one's pre-roll, so that no word is sent twice.
 */
export class SegmentCutter {
  readonly #emit: (message: CutterMessage) => void
  readonly #kept = new SampleRing(toSamples(KEPT_MS))
  #preRollMs: number
  #frame = new Int16Array(UPLINK_FRAME_SAMPLES)
  #filled = 0
  #segment: OpenSegment | null = null

  constructor(emit: (message: CutterMessage) => void, preRollMs: number) {
    this.#emit = emit
    this.#preRollMs = preRollMs
  }

  /** How much of what came before it a segment begins with, in ms, unless its start says otherwise. */
  setPreRoll(ms: number): void {
    this.#preRollMs = ms
  }

  /** Takes `length` float samples at 16 kHz. */
  push(samples: Float32Array, length: number): void {
    for (let index = 0; index < length; index++) {
      const sample = toInt16(samples[index] ?? 0)
      if (this.#segment) this.#append(this.#segment, sample)
      else this.#kept.push(sample)
    }
  }

  /** Begins a segment with the pre-roll; one that is still open ends first. */
  start(segment: string, preRollMs = this.#preRollMs): void {
    this.stop()
    const open: OpenSegment = { id: segment, frames: 0, peak: 0 }
    const kept = this.#kept.drain()
    const preRoll = kept.subarray(Math.max(0, kept.length - toSamples(preRollMs)))
    this.#segment = open
    this.#emit({ type: 'started', segment, preRollMs: (preRoll.length / UPLINK_SAMPLE_RATE) * 1000 })
    for (const sample of preRoll) this.#append(open, sample)
  }

  /** Ends the open segment: the last frame goes out as short as it is. */
  stop(): void {
    const segment = this.#segment
    if (!segment) return
    if (this.#filled > 0) this.#send(segment)
    this.#segment = null
    this.#emit({ type: 'ended', segment: segment.id, frames: segment.frames, peak: segment.peak / 32_768 })
  }

  /** Forgets the pre-roll: the microphone was closed, and what it heard before is no part of what follows. */
  clear(): void {
    this.#kept.clear()
  }

  #append(segment: OpenSegment, sample: number): void {
    this.#frame[this.#filled] = sample
    this.#filled += 1
    segment.peak = Math.max(segment.peak, Math.abs(sample))
    if (this.#filled === UPLINK_FRAME_SAMPLES) this.#send(segment)
  }

  #send(segment: OpenSegment): void {
    const pcm = this.#frame.slice(0, this.#filled).buffer
    this.#filled = 0
    this.#emit({ type: 'frame', segment: segment.id, seq: segment.frames, pcm })
    segment.frames += 1
  }
}

function toSamples(ms: number): number {
  return Math.max(0, Math.round((ms * UPLINK_SAMPLE_RATE) / 1000))
}
