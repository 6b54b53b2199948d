import { designFilter } from './filter.ts'
import type { PolyphaseFilter } from './filter.ts'

/** More phases than this are interpolated: only for odd pairs of rates, where the exact table would take megabytes. */
const MAX_PHASES = 1024

/** Input samples taken in one step; bounds the working memory. */
const BLOCK = 2048

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

const filters = new Map<string, PolyphaseFilter>()

function filterFor(inputRate: number, outputRate: number, phases: number): PolyphaseFilter {
  const key = `${inputRate}/${outputRate}`
  let filter = filters.get(key)
  if (!filter) {
    filter = designFilter(inputRate, outputRate, phases)
    filters.set(key, filter)
  }
  return filter
}

/**
 * Changes the sample rate of a mono stream with a windowed-sinc polyphase filter (flat within 0.01 dB up to 0.45 of the
 * lower rate, aliases 80 dB down). It keeps its state between calls, so that audio that comes in pieces has no seams.
 *
 * Output sample `n` belongs to the same moment as input sample `n * inputRate / outputRate`; it is given once the filter has
 * seen `lookahead` samples past it. `flush` gives the rest, so that N samples in are `ceil(N * outputRate / inputRate)` out.
 * Before its start and after its end the stream is taken to stand still at its first and last sample: a step to zero there
 * would ring and click.
 */
export class Resampler {
  readonly inputRate: number
  readonly outputRate: number
  /** Input samples past an output sample that must be known before it can be given. */
  readonly lookahead: number
  readonly #up: number
  readonly #down: number
  readonly #filter: PolyphaseFilter
  /** `lookahead - 1` samples of the past, then what was not yet used. */
  readonly #buffer: Float32Array
  #length: number
  /** Where in the buffer the next output sample's filter begins. */
  #position = 0
  /** Its fraction of an input sample, in 1/up. */
  #fraction = 0
  /** Samples that went in and came out since the last reset, to know how many are owed at the end. */
  #taken = 0
  #given = 0
  /** The newest sample that went in. */
  #last = 0

  constructor(inputRate: number, outputRate: number) {
    if (!(inputRate > 0 && outputRate > 0)) throw new RangeError('sample rates must be positive')
    this.inputRate = inputRate
    this.outputRate = outputRate
    const divisor = greatestCommonDivisor(Math.round(inputRate), Math.round(outputRate))
    this.#up = Math.round(outputRate) / divisor
    this.#down = Math.round(inputRate) / divisor
    this.#filter = filterFor(inputRate, outputRate, Math.min(this.#up, MAX_PHASES))
    this.lookahead = this.#filter.taps / 2
    this.#buffer = new Float32Array(this.#filter.taps + BLOCK)
    this.#length = this.lookahead - 1
  }

  /** The most samples that `process` can give for `length` input samples. */
  maxOutput(length: number): number {
    return Math.ceil((length * this.#up) / this.#down) + 1
  }

  /** The most samples that `flush` can give. */
  get maxFlush(): number {
    return this.maxOutput(this.lookahead + 1)
  }

  /** Output samples that are owed for what went in so far, but need later input first. */
  get pending(): number {
    return Math.ceil((this.#taken * this.#up) / this.#down) - this.#given
  }

  /** Takes `length` samples and writes what they complete to the start of `output`; returns how many were written. */
  process(input: Float32Array, output: Float32Array, length: number = input.length): number {
    if (length === 0) return 0
    if (this.#taken === 0) this.#buffer.fill(input[0]!, 0, this.lookahead - 1)
    this.#taken += length
    this.#last = input[length - 1]!
    return this.#run(input, output, length)
  }

  /** Writes what is still inside, and begins anew. */
  flush(output: Float32Array): number {
    const owed = this.pending
    const tail = new Float32Array(this.maxOutput(this.lookahead))
    const written = this.#run(new Float32Array(this.lookahead).fill(this.#last), tail, this.lookahead)
    const count = Math.max(0, Math.min(owed, written))
    output.set(tail.subarray(0, count))
    this.reset()
    return count
  }

  /** Forgets everything. */
  reset(): void {
    this.#buffer.fill(0)
    this.#length = this.lookahead - 1
    this.#position = 0
    this.#fraction = 0
    this.#taken = 0
    this.#given = 0
    this.#last = 0
  }

  #run(input: Float32Array, output: Float32Array, length: number): number {
    let written = 0
    for (let from = 0; from < length; from += BLOCK) {
      const to = Math.min(from + BLOCK, length)
      this.#buffer.set(input.subarray(from, to), this.#length)
      this.#length += to - from
      written = this.#filterInto(output, written)
      this.#compact()
    }
    this.#given += written
    return written
  }

  #filterInto(output: Float32Array, start: number): number {
    const { taps, phases } = this.#filter
    const exact = phases === this.#up
    let written = start
    while (this.#position + taps <= this.#length) {
      if (exact) {
        output[written] = this.#convolve(this.#fraction)
      } else {
        const phase = (this.#fraction * phases) / this.#up
        const row = Math.floor(phase)
        const weight = phase - row
        output[written] = (1 - weight) * this.#convolve(row) + weight * this.#convolve(row + 1)
      }
      written += 1
      this.#fraction += this.#down
      const whole = Math.floor(this.#fraction / this.#up)
      this.#position += whole
      this.#fraction -= whole * this.#up
    }
    return written
  }

  #convolve(row: number): number {
    const { taps, coefficients } = this.#filter
    const buffer = this.#buffer
    const from = this.#position
    const first = row * taps
    let sum = 0
    for (let tap = 0; tap < taps; tap++) sum += buffer[from + tap]! * coefficients[first + tap]!
    return sum
  }

  /** Drops what no later output needs. The position can be past the end when the rate goes down a lot. */
  #compact(): void {
    const drop = Math.min(this.#position, this.#length)
    this.#buffer.copyWithin(0, drop, this.#length)
    this.#length -= drop
    this.#position -= drop
  }
}
