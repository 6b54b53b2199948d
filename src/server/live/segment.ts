import { uplinkMs } from '../../shared/live-api/audio-format.ts'

/** Room for the first second. Even, so that samples stay aligned. */
const FIRST_BYTES = 32_000

/** What came of an `end_speaking`. */
export type SegmentEnd =
  /** No usable stamp: nothing happens, the segment stays open. */
  | { kind: 'ignored' }
  /** No such segment, or one without audio. */
  | { kind: 'failed' }
  /** More audio came than one segment may hold; what was kept of it is given up. */
  | { kind: 'too-long' }
  /** Whole samples, 16 kHz mono. */
  | { kind: 'audio'; pcm: Int16Array }

/**
 * Collects the audio of one segment as it comes. The parts are one stream of bytes: a part may end in the middle of a sample.
 * Nothing is acknowledged, and what does not decode is dropped without a word, as the contract has it.
 */
export class SegmentCollector {
  readonly #maxMs: number
  #stamp: string | null = null
  #buffer = new Uint8Array(0)
  #bytes = 0
  #isTooLong = false

  /** @param maxMs the longest segment, ms of audio. */
  constructor(maxMs: number) {
    this.#maxMs = maxMs
  }

  get isOpen(): boolean {
    return this.#stamp !== null
  }

  /** Opens a segment; one that was open is thrown away. Without a stamp, nothing happens. */
  start(stamp: unknown): void {
    const name = stampKey(stamp)
    if (name === null) return
    this.#reset()
    this.#stamp = name
  }

  /** Adds audio; false when there was nothing to add it to or it is no standard base64. */
  part(data: unknown): boolean {
    if (this.#stamp === null || typeof data !== 'string' || data === '') return false
    const bytes = decodeBase64(data)
    if (!bytes) return false
    if (this.#isTooLong) return true
    if (uplinkMs(this.#bytes + bytes.length) > this.#maxMs) {
      this.#isTooLong = true
      this.#buffer = new Uint8Array(0)
      this.#bytes = 0
    } else {
      this.#append(bytes)
    }
    return true
  }

  /** Closes the segment of that stamp. Another stamp leaves it open. */
  end(stamp: unknown): SegmentEnd {
    const name = stampKey(stamp)
    if (name === null) return { kind: 'ignored' }
    if (name !== this.#stamp) return { kind: 'failed' }
    const end = this.#isTooLong ? ({ kind: 'too-long' } as const) : this.#assemble()
    this.#reset()
    return end
  }

  #assemble(): SegmentEnd {
    const samples = this.#bytes >> 1
    if (samples === 0) return { kind: 'failed' }
    return { kind: 'audio', pcm: new Int16Array(this.#buffer.buffer, 0, samples) }
  }

  /** One buffer that doubles: many tiny parts cost no more memory than a few large ones. */
  #append(bytes: Uint8Array): void {
    const size = this.#bytes + bytes.length
    if (size > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(size, this.#buffer.length * 2, FIRST_BYTES))
      grown.set(this.#buffer.subarray(0, this.#bytes))
      this.#buffer = grown
    }
    this.#buffer.set(bytes, this.#bytes)
    this.#bytes = size
  }

  #reset(): void {
    this.#stamp = null
    this.#buffer = new Uint8Array(0)
    this.#bytes = 0
    this.#isTooLong = false
  }
}

/** Stamps are equal when their JSON is: 7 and "7" are not. Null for what the reference server takes for no stamp. */
function stampKey(stamp: unknown): string | null {
  if (!stamp) return null
  if (typeof stamp === 'object' && Object.keys(stamp).length === 0) return null
  return JSON.stringify(stamp)
}

/** Strict standard base64: no URL-safe letters, no blanks, with its padding. Null otherwise. */
function decodeBase64(text: string): Buffer | null {
  if (text.length % 4 !== 0 || text.includes('-') || text.includes('_')) return null
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = Buffer.from(text, 'base64')
  // Node skips what is no base64, so a strict text is one from which nothing was skipped.
  return bytes.length === (text.length / 4) * 3 - padding ? bytes : null
}
