import { UPLINK_BYTES_PER_SAMPLE, UPLINK_SAMPLE_RATE } from '../../shared/live-api/audio-format.ts'
import { readWavInfo } from '../../shared/wav.ts'

/*
 * Audio on its way to and from the wire: base64 is made and read here, once, in main.
 */

/** Longest piece of kept audio in one `speaking_part`: half a second, 21 kB of base64. */
const MAX_PART_BYTES = UPLINK_SAMPLE_RATE * UPLINK_BYTES_PER_SAMPLE * 0.5

/** Bytes a second of the thinnest audio that speech engines write (MP3 at 16 kbit/s); for lengths that can't be read. */
const THINNEST_BYTES_PER_S = 2000

/** One `speaking_part` as text. Built by hand: base64 needs no escaping, and this runs fifty times a second. */
export function speakingPart(pcm: Uint8Array): string {
  const base64 = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64')
  return `{"t":"speaking_part","data":"${base64}"}`
}

/** Kept audio as messages, in pieces of whole samples. */
export function* speakingParts(kept: readonly Uint8Array[]): Generator<string> {
  const all = Buffer.concat(kept)
  for (let from = 0; from < all.byteLength; from += MAX_PART_BYTES) {
    yield speakingPart(all.subarray(from, from + MAX_PART_BYTES))
  }
}

/** The audio of a `response` frame, in memory of its own (so that it can be transferred); null when there is none. */
export function decodeAudio(base64: string): { ref: Uint8Array; ms: number } | null {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.byteLength === 0) return null
  const isPooled = bytes.byteLength !== bytes.buffer.byteLength
  const ref = isPooled ? Uint8Array.from(bytes) : new Uint8Array(bytes.buffer)
  return { ref, ms: lengthMs(ref) }
}

/** Length in ms: exact for WAV, else the longest it can be. It is for time-outs, never for playback. */
export function lengthMs(bytes: Uint8Array): number {
  return Math.ceil((bytes.byteLength / (wavByteRate(bytes) ?? THINNEST_BYTES_PER_S)) * 1000)
}

/** Bytes a second by a WAV header; null for anything else. */
function wavByteRate(bytes: Uint8Array): number | null {
  const info = readWavInfo(bytes)
  if (info === null) return null
  const rate = info.sampleRate * info.channels * Math.ceil(info.bitsPerSample / 8)
  return rate >= THINNEST_BYTES_PER_S ? rate : null
}
