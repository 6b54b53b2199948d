import { readFileSync } from 'node:fs'
import { decodeWav } from '../../src/shared/wav.ts'

/** Reads a WAV file as float samples in -1…1. */
export function readSamples(path: string): { samples: Float32Array; sampleRate: number } {
  const decoded = decodeWav(new Uint8Array(readFileSync(path)))
  if (!decoded) throw new Error(`Not a 16-bit WAV: ${path}`)
  return { samples: Float32Array.from(decoded.pcm, (each) => each / 32768), sampleRate: decoded.sampleRate }
}

/** Root mean square of some samples. */
export function rms(samples: Float32Array): number {
  if (samples.length === 0) return 0
  return Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length)
}

/** Length in ms of what is louder than `threshold`, from its first to its last sample. */
export function soundingMs(samples: Float32Array, sampleRate: number, threshold = 0.01): number {
  const first = samples.findIndex((each) => Math.abs(each) > threshold)
  if (first < 0) return 0
  const last = samples.findLastIndex((each) => Math.abs(each) > threshold)
  return ((last - first) / sampleRate) * 1000
}

/** Changes the rate by linear interpolation: good enough to compare, not to listen. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  const out = new Float32Array(Math.floor((samples.length * to) / from))
  for (let i = 0; i < out.length; i += 1) {
    const at = (i * from) / to
    const low = Math.floor(at)
    const a = samples[low] ?? 0
    const b = samples[low + 1] ?? a
    out[i] = a + (b - a) * (at - low)
  }
  return out
}

/**
 * How alike two recordings are, 0 to 1, at the shift that suits best: the largest normalised cross-correlation of their
 * loudness (10 ms windows), which survives a change of rate and volume but not other words or missing pieces.
 */
export function likeness(a: Float32Array, b: Float32Array, sampleRate: number): number {
  const [x, y] = [envelope(a, sampleRate), envelope(b, sampleRate)]
  let best = 0
  for (let shift = -x.length; shift < y.length; shift += 1) {
    let dot = 0
    for (let i = Math.max(0, -shift); i < x.length && i + shift < y.length; i += 1) {
      dot += (x[i] ?? 0) * (y[i + shift] ?? 0)
    }
    best = Math.max(best, dot)
  }
  const norm = (v: number[]) => Math.sqrt(v.reduce((sum, each) => sum + each * each, 0))
  return best / (norm(x) * norm(y) || 1)
}

function envelope(samples: Float32Array, sampleRate: number): number[] {
  const size = Math.round(sampleRate / 100)
  const windows: number[] = []
  for (let at = 0; at + size <= samples.length; at += size) windows.push(rms(samples.subarray(at, at + size)))
  return windows
}
