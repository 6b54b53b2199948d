import { encodeWav } from '../../src/shared/wav.ts'

/** A WAV file of a sine (16-bit mono). `from` is the number of its first sample. */
export function sineWav(frequency: number, sampleRate: number, length: number, from = 0): Uint8Array {
  const pcm = Int16Array.from({ length }, (_, index) =>
    Math.round(0.5 * 32_767 * Math.sin((2 * Math.PI * frequency * (from + index)) / sampleRate)),
  )
  return encodeWav(pcm, sampleRate)
}

/** Largest step from one sample to the next: what a click is made of. */
export function largestStep(samples: Float32Array): number {
  let most = 0
  for (let index = 1; index < samples.length; index++) {
    most = Math.max(most, Math.abs(samples[index]! - samples[index - 1]!))
  }
  return most
}

/** Quieter than this is silence, and so many samples of it in a row are no zero crossing. */
const SILENT = 1e-4
const SILENT_RUN = 8

interface Range {
  readonly from: number
  readonly to: number
}

/**
 * Samples that are missing or too many at the worst of a sine's joins. A silence is counted sample by sample. Where there is
 * none, what lies between two silences must be one sine: its phase at the end, compared with that at the beginning, gives a
 * gap or an overlap away to a fraction of a sample. `frequency` must be low: its period is the largest shift that is seen.
 */
export function worstGap(samples: Float32Array, frequency: number, sampleRate: number): number {
  const pieces = soundingPieces(samples)
  const silences = pieces.slice(1).map((piece, index) => piece.from - pieces[index]!.to)
  const shifts = pieces.map((piece) => phaseShift(samples, piece, frequency, sampleRate))
  return Math.max(0, ...silences, ...shifts.map((shift) => Math.round(Math.abs(shift))))
}

/** Sound as it was recorded: samples of -1 to 1, and their rate in Hz. */
export interface Recorded {
  readonly samples: Float32Array
  readonly sampleRate: number
}

/** Length of what `joinOf` cuts out, in ms. */
const JOIN_MS = 60

/** The samples around the first join of a recording, whose chunks are `chunkSeconds` long. */
export function joinOf({ samples, sampleRate }: Recorded, chunkSeconds: number): number[] {
  const begin = samples.findIndex((sample) => Math.abs(sample) >= SILENT)
  const middle = begin + Math.round(chunkSeconds * sampleRate)
  const half = Math.round((JOIN_MS / 2000) * sampleRate)
  return Array.from(samples.subarray(Math.max(0, middle - half), middle + half), (sample) =>
    Number(sample.toFixed(4)),
  )
}

/** Stretches of sound between silences. */
function soundingPieces(samples: Float32Array): Range[] {
  const pieces: { from: number; to: number }[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) < SILENT) continue
    const piece = pieces.at(-1)
    if (piece && index - last <= SILENT_RUN) piece.to = index + 1
    else pieces.push({ from: index, to: index + 1 })
    last = index
  }
  return pieces
}

/** How far a sine has slipped from the beginning to the end of a piece, in samples. Its edges, where filters ring, don't count. */
function phaseShift(
  samples: Float32Array,
  { from, to }: Range,
  frequency: number,
  sampleRate: number,
): number {
  const period = sampleRate / frequency
  const window = Math.round(2 * period)
  const first = from + window
  const last = to - 2 * window
  if (last <= first) return 0
  const slip =
    phaseAt(samples, last, window, frequency, sampleRate) -
    phaseAt(samples, first, window, frequency, sampleRate)
  const turns = slip / (2 * Math.PI)
  return (turns - Math.round(turns)) * period
}

/** Phase of a frequency in a window, as if it had begun at sample 0. */
function phaseAt(
  samples: Float32Array,
  from: number,
  length: number,
  frequency: number,
  sampleRate: number,
): number {
  let [sine, cosine] = [0, 0]
  for (let index = from; index < from + length; index++) {
    const angle = (2 * Math.PI * frequency * index) / sampleRate
    // The Hann window keeps a window that is not a whole number of periods from biasing the phase.
    const sample = samples[index]! * Math.sin((Math.PI * (index - from)) / length) ** 2
    sine += sample * Math.sin(angle)
    cosine += sample * Math.cos(angle)
  }
  return Math.atan2(cosine, sine)
}
