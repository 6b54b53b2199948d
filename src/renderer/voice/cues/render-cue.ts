import type { ToVoice } from '../../../shared/voice-port.ts'

export type CueName = Extract<ToVoice, { type: 'cue' }>['name']

/** One struck note: a soft mallet sound of a fundamental and two partials that die away. */
interface Note {
  /** Hz */
  readonly pitch: number
  /** Begin and length, in ms. */
  readonly at: number
  readonly length: number
  readonly gain: number
}

/**
 * The sounds of the interface. `start` rises by a fifth and `stop` falls by it, so that they can be told apart without
 * looking; `error` is a low minor second; `ring` is a call that repeats once. All short: the person is about to speak.
 */
const CUES: Readonly<Record<CueName, readonly Note[]>> = {
  start: [
    { pitch: 523.25, at: 0, length: 140, gain: 0.7 },
    { pitch: 783.99, at: 55, length: 190, gain: 0.8 },
  ],
  stop: [
    { pitch: 783.99, at: 0, length: 120, gain: 0.6 },
    { pitch: 523.25, at: 55, length: 190, gain: 0.7 },
  ],
  error: [
    { pitch: 233.08, at: 0, length: 220, gain: 0.9 },
    { pitch: 220, at: 110, length: 320, gain: 0.9 },
  ],
  ring: [
    { pitch: 659.25, at: 0, length: 260, gain: 0.7 },
    { pitch: 987.77, at: 120, length: 320, gain: 0.7 },
    { pitch: 659.25, at: 520, length: 260, gain: 0.6 },
    { pitch: 987.77, at: 640, length: 420, gain: 0.6 },
  ],
}

/** Peak of a cue, well under that of speech: it must not startle. */
const CUE_PEAK = 0.18
/** A note's attack, in ms: no click. */
const ATTACK_MS = 6

const PARTIALS = [
  { ratio: 1, gain: 1 },
  { ratio: 2, gain: 0.25 },
  { ratio: 3.98, gain: 0.08 },
]

/** Draws a cue as mono samples at `sampleRate` Hz. */
export function renderCue(name: CueName, sampleRate: number): Float32Array<ArrayBuffer> {
  const notes = CUES[name]
  const ms = Math.max(...notes.map((note) => note.at + note.length))
  const samples = new Float32Array(Math.ceil((ms / 1000) * sampleRate))
  for (const note of notes) {
    const from = Math.round((note.at / 1000) * sampleRate)
    const length = Math.round((note.length / 1000) * sampleRate)
    for (let index = 0; index < length && from + index < samples.length; index++) {
      samples[from + index] = (samples[from + index] ?? 0) + noteSample(note, index / sampleRate)
    }
  }
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return samples.map((sample) => (sample / peak) * CUE_PEAK)
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
