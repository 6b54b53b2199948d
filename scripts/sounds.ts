/*
 * Draws the sounds of the interface: `node scripts/sounds.ts`. What it writes to resources/sounds is committed; a test draws
 * them again and compares. Nothing random is in them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeWav } from '../src/shared/wav.ts'

const FOLDER = join(import.meta.dirname, '..', 'resources', 'sounds')

/** Hz. What most sound devices run at, so that nothing is resampled there. */
export const SOUND_RATE = 48_000

/** One struck note: a soft mallet sound of a fundamental and two partials that die away. */
interface Note {
  /** Hz */
  readonly pitch: number
  /** Begin and length, in ms. */
  readonly at: number
  readonly length: number
  readonly gain: number
}

interface Sound {
  /** Peak, of full scale. All are well under speech: they must not startle. */
  readonly peak: number
  readonly notes: readonly Note[]
}

/**
 * `start` rises by a fifth and `stop` falls by it, so that they can be told apart without looking; `error` is a low minor
 * second; `ring` is a call that repeats once. `start` is the shortest and the softest: the person is about to speak.
 */
export const SOUNDS: Readonly<Record<'start' | 'stop' | 'error' | 'ring', Sound>> = {
  start: {
    peak: 0.1,
    notes: [
      { pitch: 523.25, at: 0, length: 90, gain: 0.7 },
      { pitch: 783.99, at: 40, length: 100, gain: 0.8 },
    ],
  },
  stop: {
    peak: 0.1,
    notes: [
      { pitch: 783.99, at: 0, length: 90, gain: 0.6 },
      { pitch: 523.25, at: 40, length: 140, gain: 0.7 },
    ],
  },
  error: {
    peak: 0.16,
    notes: [
      { pitch: 233.08, at: 0, length: 200, gain: 0.9 },
      { pitch: 220, at: 110, length: 290, gain: 0.9 },
    ],
  },
  ring: {
    peak: 0.2,
    notes: [
      { pitch: 659.25, at: 0, length: 260, gain: 0.7 },
      { pitch: 987.77, at: 120, length: 320, gain: 0.7 },
      { pitch: 659.25, at: 520, length: 260, gain: 0.6 },
      { pitch: 987.77, at: 640, length: 420, gain: 0.6 },
    ],
  },
}

/** A note's attack, in ms: no click. */
const ATTACK_MS = 5

const PARTIALS = [
  { ratio: 1, gain: 1 },
  { ratio: 2, gain: 0.25 },
  { ratio: 3.98, gain: 0.08 },
]

/** Draws a sound as a WAV file: mono, 16 bit, 48 kHz. */
export function soundFile({ peak, notes }: Sound): Uint8Array {
  const length = Math.max(...notes.map((note) => samplesOf(note.at + note.length)))
  const drawn = new Float64Array(length)
  for (const note of notes) {
    const from = samplesOf(note.at)
    for (let index = 0; index < samplesOf(note.length); index++) {
      drawn[from + index] = (drawn[from + index] ?? 0) + noteSample(note, index / SOUND_RATE)
    }
  }
  const loudest = drawn.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  const pcm = Int16Array.from(drawn, (sample) => Math.round((sample / loudest) * peak * 32_767))
  return encodeWav(pcm, SOUND_RATE)
}

function samplesOf(ms: number): number {
  return Math.round((ms / 1000) * SOUND_RATE)
}

/** `t` in seconds since the note was struck. */
function noteSample(note: Note, t: number): number {
  const seconds = note.length / 1000
  const attack = Math.min(1, (t * 1000) / ATTACK_MS)
  // Decays by 40 dB over its length; the last part is faded to exactly zero.
  const decay = 10 ** ((-2 * t) / seconds) * Math.min(1, (seconds - t) / (0.1 * seconds))
  const wave = PARTIALS.reduce(
    (sum, { ratio, gain }) => sum + gain * Math.sin(2 * Math.PI * note.pitch * ratio * t),
    0,
  )
  return wave * note.gain * attack * decay
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true })
  for (const [name, sound] of Object.entries(SOUNDS)) {
    writeFileSync(join(FOLDER, `${name}.wav`), soundFile(sound))
  }
}
