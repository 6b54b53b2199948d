import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { downmix, int16ToFloat, peakOf, toInt16 } from '../../../../../src/renderer/voice/dsp/pcm.ts'

describe('float samples to 16 bits', () => {
  test.each([
    [0, 0],
    [1, 32_767],
    [-1, -32_768],
    [1.7, 32_767],
    [-1.7, -32_768],
    [0.5, 16_384],
    [1.4 / 32_768, 1],
    [1.6 / 32_768, 2],
    [-1.6 / 32_768, -2],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 32_767],
  ])('%f is %i', (sample, expected) => {
    expect(toInt16(sample)).toBe(expected)
  })

  test('and back is exact for every value', () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 50 }), (samples) => {
        const floats = int16ToFloat(samples.slice().buffer)
        expect(Int16Array.from(floats, toInt16)).toEqual(samples)
      }),
    )
  })

  test('an odd last byte is no sample', () => {
    expect(int16ToFloat(new Uint8Array([0, 64, 1]).buffer)).toEqual(new Float32Array([0.5]))
  })
})

test('the peak is the largest magnitude', () => {
  expect(peakOf(new Int16Array([0, 100, -32_768, 5]))).toBe(1)
  expect(peakOf(new Int16Array(10))).toBe(0)
})

describe('downmix', () => {
  test('averages channels', () => {
    const mono = new Float32Array(2)
    downmix([new Float32Array([1, 0.5]), new Float32Array([0, -0.5])], mono, 2)
    expect(mono).toEqual(new Float32Array([0.5, 0]))
  })

  test('no channel is silence', () => {
    const mono = new Float32Array([9, 9])
    downmix([], mono, 2)
    expect(mono).toEqual(new Float32Array(2))
  })
})
