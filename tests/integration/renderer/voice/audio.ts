import { Buffer } from 'node:buffer'

/** A sine of 16-bit samples; `from` is the number of its first sample. */
export function sinePcm(
  frequency: number,
  sampleRate: number,
  length: number,
  from = 0,
  amplitude = 0.5,
): Int16Array {
  return Int16Array.from({ length }, (_, index) =>
    Math.round(32_767 * amplitude * Math.sin((2 * Math.PI * frequency * (from + index)) / sampleRate)),
  )
}

/** A WAV file of 16-bit mono samples. */
export function wavOf(samples: Int16Array, sampleRate: number): Uint8Array {
  const head = Buffer.alloc(44)
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

/**
 * A sweep from 200 to 3400 Hz over its length, with silence before and after: no two parts of it are alike, so that a lost
 * or doubled sample shows as a shift.
 */
export function sweepPcm(sampleRate: number, seconds: number): Int16Array {
  const length = Math.round(sampleRate * seconds)
  const [low, high] = [200, 3400]
  return Int16Array.from({ length }, (_, index) => {
    const t = index / sampleRate
    const phase = 2 * Math.PI * (low * t + ((high - low) * t * t) / (2 * seconds))
    const fade = Math.min(1, t / 0.05, (seconds - t) / 0.05)
    return Math.round(32_767 * 0.4 * fade * Math.sin(phase))
  })
}

/** Where in `signal` `part` fits best, and how well (1: the same up to its loudness). */
export function bestFit(signal: Float32Array, part: Float32Array): { at: number; correlation: number } {
  const energy = part.reduce((sum, sample) => sum + sample * sample, 0)
  let best = { at: 0, correlation: -1 }
  for (let at = 0; at + part.length <= signal.length; at++) {
    let [cross, power] = [0, 0]
    for (let index = 0; index < part.length; index++) {
      const sample = signal[at + index] ?? 0
      cross += sample * (part[index] ?? 0)
      power += sample * sample
    }
    const correlation = cross / Math.sqrt(power * energy || 1)
    if (correlation > best.correlation) best = { at, correlation }
  }
  return best
}

/** First and last sample louder than `threshold`. */
export function soundRange(samples: Float32Array, threshold = 0.001): { first: number; last: number } {
  return {
    first: samples.findIndex((sample) => Math.abs(sample) > threshold),
    last: samples.findLastIndex((sample) => Math.abs(sample) > threshold),
  }
}

/** Largest step between neighbours. */
export function largestStep(samples: Float32Array): number {
  return samples.reduce(
    (most, sample, index) => Math.max(most, Math.abs(sample - (samples[index - 1] ?? sample))),
    0,
  )
}
