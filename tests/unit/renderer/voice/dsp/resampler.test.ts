import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Resampler } from '../../../../../src/renderer/voice/dsp/resampler.ts'
import { amplitudeAt, decibels, largestDifference, rms, sine, withoutSine } from '../signals.ts'

/** Everything at once, with the tail. */
function resample(input: Float32Array, from: number, to: number): Float32Array {
  const resampler = new Resampler(from, to)
  const output = new Float32Array(resampler.maxOutput(input.length) + resampler.maxFlush)
  const written = resampler.process(input, output)
  return output.slice(0, written + resampler.flush(output.subarray(written)))
}

/** Without the filter's run-in and run-out. */
const middle = (samples: Float32Array) =>
  samples.subarray(Math.floor(samples.length / 4), Math.floor((samples.length * 3) / 4))

const PAIRS = [
  [48_000, 16_000],
  [44_100, 16_000],
  [96_000, 16_000],
  [8_000, 16_000],
  [24_000, 48_000],
  [22_050, 48_000],
  [16_000, 44_100],
  [11_025, 48_000],
] as const

describe.each(PAIRS)('%i Hz to %i Hz', (from, to) => {
  const lower = Math.min(from, to)
  const passband = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.449].map((part) => part * lower)

  test('passes all frequencies up to 0.45 of the lower rate within 0.02 dB', () => {
    for (const frequency of passband) {
      const output = middle(resample(sine(frequency, from, from / 2), from, to))
      expect(Math.abs(decibels(amplitudeAt(output, frequency, to) / 0.5)), `${frequency} Hz`).toBeLessThan(
        0.02,
      )
    }
  })

  test('adds nothing: all that is not the sine is 80 dB below it', () => {
    for (const frequency of passband) {
      const output = middle(resample(sine(frequency, from, from / 2), from, to))
      expect(decibels(rms(withoutSine(output, frequency, to)) / rms(output)), `${frequency} Hz`).toBeLessThan(
        -80,
      )
    }
  })

  test('keeps a constant constant, from its first sample to its last', () => {
    const output = resample(new Float32Array(from / 4).fill(0.25), from, to)
    expect(largestDifference(output, new Float32Array(output.length).fill(0.25))).toBeLessThan(1e-6)
  })

  test('gives as many samples as the time that went in', () => {
    for (const length of [0, 1, 2, 7, 100, 1001]) {
      expect(resample(new Float32Array(length), from, to)).toHaveLength(Math.ceil((length * to) / from))
    }
  })
})

describe('aliases', () => {
  test.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [96_000, 16_000],
    [48_000, 44_100],
  ] as const)('%i Hz to %i Hz: all above half of the new rate is 80 dB down', (from, to) => {
    const first = to / 2
    for (let step = 0; step <= 12; step++) {
      const frequency = first + ((from / 2 - first) * step) / 12.5
      const output = middle(resample(sine(frequency, from, from / 2), from, to))
      expect(decibels(rms(output) / rms(sine(frequency, from, from / 2))), `${frequency} Hz`).toBeLessThan(
        -80,
      )
    }
  })
})

describe('a stream', () => {
  test('comes out the same however it is cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAIRS),
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 12 }),
        ([from, to], lengths) => {
          const total = lengths.reduce((sum, length) => sum + length, 0)
          const input = sine(440, from, total)
          const resampler = new Resampler(from, to)
          const pieces: number[] = []
          let at = 0
          for (const length of lengths) {
            const output = new Float32Array(resampler.maxOutput(length))
            const written = resampler.process(input.subarray(at, at + length), output)
            pieces.push(...output.subarray(0, written))
            at += length
          }
          const tail = new Float32Array(resampler.maxFlush)
          pieces.push(...tail.subarray(0, resampler.flush(tail)))
          expect(Float32Array.from(pieces)).toEqual(resample(input, from, to))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('says how many samples it still owes', () => {
    const resampler = new Resampler(48_000, 16_000)
    const output = new Float32Array(2000)
    const written = resampler.process(new Float32Array(3000), output)
    expect(resampler.pending).toBe(1000 - written)
    expect(resampler.flush(output)).toBe(1000 - written)
    expect(resampler.pending).toBe(0)
  })

  test('begins anew after a flush', () => {
    const resampler = new Resampler(48_000, 16_000)
    const first = new Float32Array(600)
    const second = new Float32Array(600)
    const input = sine(1000, 48_000, 1500)
    const a = resampler.process(input, first)
    resampler.flush(first.subarray(a))
    const b = resampler.process(input, second)
    resampler.flush(second.subarray(b))
    expect(second).toEqual(first)
  })

  test('takes odd pairs of rates by interpolating between phases', () => {
    // 47,999 and 16,000 share no factor: an exact table would have 16,000 phases.
    const output = middle(resample(sine(1000, 47_999, 24_000), 47_999, 16_000))
    expect(Math.abs(decibels(amplitudeAt(output, 1000, 16_000) / 0.5))).toBeLessThan(0.02)
  })

  test('refuses rates that are none', () => {
    expect(() => new Resampler(0, 16_000)).toThrow(RangeError)
  })
})
