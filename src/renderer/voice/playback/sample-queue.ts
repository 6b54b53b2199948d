import type { HeardChunk } from '../../../shared/voice-port.ts'
import { Resampler } from '../dsp/resampler.ts'

/** What the queue says; `frame` is on the clock of the context it plays in. */
export type QueueReport =
  | { readonly type: 'started'; readonly epoch: number; readonly seq: number; readonly frame: number }
  | { readonly type: 'drained'; readonly epoch: number; readonly frame: number }
  /** `share` of the chunk's samples were given out before `frame`, 0 to 1. */
  | ({ readonly type: 'progress'; readonly frame: number } & HeardChunk)
  /** `heard` is the chunk that was cut; null when none played. */
  | {
      readonly type: 'silenced'
      readonly epoch: number
      readonly frame: number
      readonly heard: HeardChunk | null
    }
  | { readonly type: 'underrun'; readonly epoch: number; readonly frame: number }

export interface QueuedChunk {
  readonly epoch: number
  readonly seq: number
  readonly samples: Float32Array
  /** Hz */
  readonly sampleRate: number
}

/** A chunk in output samples. `at` is the distance of its first sample, or, once it plays, how much of it was given out. */
interface Mark {
  readonly seq: number
  readonly length: number
  at: number
}

type Item =
  | { readonly type: 'chunk'; readonly chunk: QueuedChunk; offset: number }
  | { readonly type: 'end'; readonly epoch: number }

/** Length of the ramp to silence, in ms: too short to hear as a fade, long enough not to click. */
export const SILENCE_RAMP_MS = 4

/** Audio that must be there before a reply begins, in ms; a longer chunk begins at once. */
const FIRST_LEAD_MS = 20
/** The same after an underrun: doubled with each, so that a network that stutters is heard less often. */
const UNDERRUN_LEAD_MS = { least: 60, most: 240 }

/** Fade-in after an underrun, in ms. */
const RESUME_RAMP_MS = 3
/** Time constant with which the last sample decays when audio runs out, in ms. */
const DECAY_MS = 1
/** -100 dB */
const INAUDIBLE = 1e-5

/** Time between two reports of how far a chunk is, in ms: about half a word. */
const PROGRESS_MS = 120

/** Input samples that are resampled in one step: what runs ahead of the speaker. */
const BLOCK = 128

/**
 * Plays chunks as one stream, in the audio thread. Chunks of one rate pass through one resampler that keeps its state, so
 * that audio that was cut into chunks comes out as if it had never been cut: no gap, no overlap, no seam.
 */
export class SampleQueue {
  readonly #rate: number
  readonly #report: (report: QueueReport) => void
  #items: Item[] = []

  /** Output samples that are ready. They are all of one epoch. */
  #ready = new Float32Array(4096)
  #start = 0
  #end = 0
  /** Chunks whose first sample lies ahead, by distance in output samples from `#start`. */
  #marks: Mark[] = []
  /** The chunk that plays. */
  #playing: Mark | null = null
  /** Output samples until its progress is reported next. */
  #untilProgress = 0
  #epoch: number | null = null
  /** The end of the epoch lies right behind what is ready. */
  #atEnd = false

  #resampler: Resampler | null = null
  #inputRate = 0

  #stage: 'waiting' | 'playing' | 'fading' = 'waiting'
  #leadMs = FIRST_LEAD_MS
  #waitedFrames = 0
  #resumeLeft = 0
  #fadeLeft = 0
  #fadeLength = 0
  #silencing = 0
  #last = 0
  #frame = 0

  constructor(sampleRate: number, report: (report: QueueReport) => void) {
    this.#rate = sampleRate
    this.#report = report
  }

  /** Adds a chunk behind all others. */
  append(chunk: QueuedChunk): void {
    this.#items.push({ type: 'chunk', chunk, offset: 0 })
  }

  /** Nothing more comes for this epoch. */
  end(epoch: number): void {
    this.#items.push({ type: 'end', epoch })
  }

  /** Kills this epoch and those before it. */
  silence(epoch: number): void {
    const audible = this.#stage === 'playing' && this.#epoch !== null && this.#epoch <= epoch
    if (audible) this.#fill(this.#samples(SILENCE_RAMP_MS))
    this.#items = this.#items.filter((item) => epochOf(item) > epoch)
    if (this.#stage === 'fading') {
      this.#silencing = Math.max(this.#silencing, epoch)
    } else if (audible) {
      this.#hold(this.#samples(SILENCE_RAMP_MS))
      this.#fadeLeft = this.#samples(SILENCE_RAMP_MS)
      this.#fadeLength = this.#fadeLeft
      this.#end = this.#start + this.#fadeLeft
      this.#silencing = epoch
      this.#stage = 'fading'
      this.#marks = []
      this.#forgetInput()
    } else {
      const heard = this.#epoch !== null && this.#epoch <= epoch ? this.#heard() : null
      if (this.#epoch !== null && this.#epoch <= epoch) this.#closeEpoch()
      this.#report({ type: 'silenced', epoch, frame: this.#frame, heard })
    }
  }

  /** Fills `output`, whose first sample is heard at `frame`. */
  pull(output: Float32Array, frame: number): void {
    let index = 0
    while (index < output.length) {
      this.#frame = frame + index
      const room = output.subarray(index)
      if (this.#stage === 'fading') index += this.#pullFading(room)
      else if (this.#stage === 'playing') index += this.#pullPlaying(room)
      else if (this.#mayStart()) this.#begin()
      else index += this.#pullNothing(room)
    }
    this.#frame = frame + output.length
  }

  #samples(ms: number): number {
    return Math.round((ms * this.#rate) / 1000)
  }

  /** Whether enough is there to begin or to go on after an underrun. */
  #mayStart(): boolean {
    const [first] = this.#items
    if (!first) return false
    if (first.type === 'end') return true
    const epoch = first.chunk.epoch
    let ms = 0
    for (const item of this.#items) {
      if (item.type === 'end' || item.chunk.epoch !== epoch) return true
      ms += ((item.chunk.samples.length - item.offset) / item.chunk.sampleRate) * 1000
      if (ms >= this.#leadMs) return true
    }
    return this.#waitedFrames >= this.#samples(this.#leadMs)
  }

  #begin(): void {
    this.#stage = 'playing'
    this.#waitedFrames = 0
  }

  #pullNothing(room: Float32Array): number {
    if (this.#items.length > 0) this.#waitedFrames += room.length
    this.#decay(room)
    return room.length
  }

  #pullPlaying(room: Float32Array): number {
    this.#fill(room.length)
    const count = Math.min(room.length, this.#end - this.#start)
    this.#reportMarks(count)
    room.set(this.#ready.subarray(this.#start, this.#start + count))
    this.#start += count
    this.#rampUp(room, count)
    if (count > 0) this.#last = room[count - 1] ?? 0
    if (count === room.length) return count
    this.#runDry(count)
    return count
  }

  /** What is ready is used up: the epoch has ended, or the next chunk is late. */
  #runDry(after: number): void {
    const frame = this.#frame + after
    this.#stage = 'waiting'
    if (this.#atEnd && this.#epoch !== null) {
      const epoch = this.#epoch
      this.#closeEpoch()
      this.#report({ type: 'drained', epoch, frame })
      return
    }
    if (this.#epoch === null) return
    this.#leadMs = Math.min(Math.max(this.#leadMs * 2, UNDERRUN_LEAD_MS.least), UNDERRUN_LEAD_MS.most)
    this.#resumeLeft = this.#samples(RESUME_RAMP_MS)
    this.#report({ type: 'underrun', epoch: this.#epoch, frame })
  }

  #pullFading(room: Float32Array): number {
    const count = Math.min(room.length, this.#fadeLeft)
    for (let index = 0; index < count; index++) {
      const gain = 0.5 - 0.5 * Math.cos((Math.PI * this.#fadeLeft) / this.#fadeLength)
      room[index] = this.#ready[this.#start]! * gain
      this.#start += 1
      this.#fadeLeft -= 1
    }
    // It may have been fading in just then.
    this.#rampUp(room, count)
    if (count > 0) this.#last = room[count - 1] ?? 0
    if (this.#fadeLeft === 0) {
      const heard = this.#heard()
      this.#stage = 'waiting'
      this.#closeEpoch()
      this.#report({ type: 'silenced', epoch: this.#silencing, frame: this.#frame + count, heard })
    }
    return count
  }

  /** Makes at least `needed` output samples ready by holding the last one: a ramp over the few that are left would click. */
  #hold(needed: number): void {
    const left = this.#end - this.#start
    if (left >= needed) return
    // What was heard last is ramped already.
    if (left === 0) this.#resumeLeft = 0
    const last = left === 0 ? this.#last : (this.#ready[this.#end - 1] ?? 0)
    this.#reserve(needed - left).fill(last, 0, needed - left)
    this.#end += needed - left
  }

  /** Makes at least `needed` output samples ready, as far as the epoch's chunks go. */
  #fill(needed: number): void {
    while (this.#end - this.#start < needed && !this.#atEnd) {
      const [item] = this.#items
      if (!item) {
        // Too late to wait for the next chunk: what the filter still holds belongs here.
        this.#flush()
        return
      }
      const epoch = epochOf(item)
      this.#epoch ??= epoch
      if (item.type === 'end' || epoch !== this.#epoch) {
        this.#flush()
        this.#atEnd = true
        if (item.type === 'end' && epoch === this.#epoch) this.#items.shift()
      } else {
        this.#take(item)
      }
    }
  }

  #take(item: Extract<Item, { type: 'chunk' }>): void {
    const { chunk } = item
    if (chunk.sampleRate !== this.#inputRate) {
      this.#flush()
      this.#inputRate = chunk.sampleRate
      this.#resampler = chunk.sampleRate === this.#rate ? null : new Resampler(chunk.sampleRate, this.#rate)
    }
    if (item.offset === 0) {
      const at = this.#end - this.#start + (this.#resampler?.pending ?? 0)
      const length = Math.round((chunk.samples.length * this.#rate) / chunk.sampleRate)
      this.#marks.push({ at, seq: chunk.seq, length })
    }
    const block = chunk.samples.subarray(item.offset, item.offset + BLOCK)
    item.offset += block.length
    if (item.offset >= chunk.samples.length) this.#items.shift()
    if (this.#resampler) {
      const target = this.#reserve(this.#resampler.maxOutput(block.length))
      this.#end += this.#resampler.process(block, target)
    } else {
      this.#reserve(block.length).set(block)
      this.#end += block.length
    }
  }

  #flush(): void {
    if (!this.#resampler) return
    // Reserving moves the end: it must come before the end is read.
    const target = this.#reserve(this.#resampler.maxFlush)
    this.#end += this.#resampler.flush(target)
  }

  /** Room for `count` more samples behind what is ready. */
  #reserve(count: number): Float32Array {
    if (this.#end + count > this.#ready.length) {
      this.#ready.copyWithin(0, this.#start, this.#end)
      this.#end -= this.#start
      this.#start = 0
      if (this.#end + count > this.#ready.length) {
        const larger = new Float32Array((this.#end + count) * 2)
        larger.set(this.#ready.subarray(0, this.#end))
        this.#ready = larger
      }
    }
    return this.#ready.subarray(this.#end)
  }

  /** Tells which chunks begin in the next `count` samples, and how far the one that plays is after them. */
  #reportMarks(count: number): void {
    const epoch = this.#epoch
    if (epoch === null) return
    if (this.#playing) this.#playing.at += count
    if (this.#marks.length > 0) {
      for (const mark of this.#marks) {
        if (mark.at >= count) break
        this.#report({ type: 'started', epoch, seq: mark.seq, frame: this.#frame + mark.at })
        this.#playing = { ...mark, at: count - mark.at }
        this.#untilProgress = this.#samples(PROGRESS_MS)
      }
      this.#marks = this.#marks
        .filter(({ at }) => at >= count)
        .map((mark) => ({ ...mark, at: mark.at - count }))
    }
    this.#untilProgress -= count
    const heard = this.#untilProgress <= 0 ? this.#heard() : null
    if (heard === null) return
    this.#untilProgress = this.#samples(PROGRESS_MS)
    this.#report({ type: 'progress', ...heard, frame: this.#frame + count })
  }

  /** How much of the chunk that plays was given out. */
  #heard(): HeardChunk | null {
    if (this.#epoch === null || this.#playing === null) return null
    const { seq, at, length } = this.#playing
    return { epoch: this.#epoch, seq, share: length === 0 ? 1 : Math.min(1, at / length) }
  }

  #rampUp(room: Float32Array, count: number): void {
    const ramp = this.#samples(RESUME_RAMP_MS)
    for (let index = 0; index < count && this.#resumeLeft > 0; index++) {
      room[index] = room[index]! * (1 - this.#resumeLeft / ramp)
      this.#resumeLeft -= 1
    }
  }

  /** No step to zero: the last sample dies away. */
  #decay(room: Float32Array): void {
    const factor = Math.exp(-1000 / (DECAY_MS * this.#rate))
    for (let index = 0; index < room.length; index++) {
      this.#last = Math.abs(this.#last) < INAUDIBLE ? 0 : this.#last * factor
      room[index] = this.#last
    }
  }

  #closeEpoch(): void {
    this.#epoch = null
    this.#atEnd = false
    this.#marks = []
    this.#playing = null
    this.#start = 0
    this.#end = 0
    this.#leadMs = FIRST_LEAD_MS
    this.#waitedFrames = 0
    this.#resumeLeft = 0
    this.#forgetInput()
  }

  #forgetInput(): void {
    this.#resampler?.reset()
  }
}

function epochOf(item: Item): number {
  return item.type === 'end' ? item.epoch : item.chunk.epoch
}
