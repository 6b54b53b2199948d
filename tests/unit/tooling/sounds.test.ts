import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SOUND_RATE, soundFile, SOUNDS } from '../../../scripts/sounds.ts'
import { decodeWav, toFloat32 } from '../../../src/shared/wav.ts'
import { amplitudeAt } from '../renderer/voice/signals.ts'

const NAMES = ['start', 'stop', 'error', 'ring'] as const
type Name = (typeof NAMES)[number]

const committed = (name: Name) =>
  new Uint8Array(readFileSync(new URL(`../../../resources/sounds/${name}.wav`, import.meta.url)))

function samplesOf(name: Name): Float32Array {
  const decoded = decodeWav(committed(name))
  if (decoded?.sampleRate !== SOUND_RATE) throw new Error(`${name}.wav is not as it should be`)
  return toFloat32(decoded.pcm)
}

const peak = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

describe.each(NAMES)('the sound %s', (name) => {
  test('is what the script draws', () => {
    expect(soundFile(SOUNDS[name])).toEqual(committed(name))
  })

  test('is quiet, and neither begins nor ends with a click', () => {
    const samples = samplesOf(name)
    expect(peak(samples)).toBeCloseTo(SOUNDS[name].peak, 3)
    expect(peak(samples)).toBeLessThanOrEqual(0.2)
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001)
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001)
  })

  test('is over before a person is kept waiting', () => {
    const most = { start: 150, stop: 200, error: 450, ring: 1100 }
    expect((samplesOf(name).length / SOUND_RATE) * 1000).toBeLessThanOrEqual(most[name])
  })
})

test('start goes up and stop goes down', () => {
  const endsHigh = (name: 'start' | 'stop') => {
    const end = samplesOf(name).subarray(-3600)
    return amplitudeAt(end, 783.99, SOUND_RATE) > amplitudeAt(end, 523.25, SOUND_RATE)
  }
  expect([endsHigh('start'), endsHigh('stop')]).toEqual([true, false])
})
