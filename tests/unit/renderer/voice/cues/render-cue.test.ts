import { describe, expect, test } from 'vitest'
import { renderCue } from '../../../../../src/renderer/voice/cues/render-cue.ts'
import { amplitudeAt } from '../signals.ts'

const peak = (samples: Float32Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

describe.each(['start', 'stop', 'error', 'ring'] as const)('the cue %s', (name) => {
  test.each([44_100, 48_000])('is soft and neither begins nor ends with a click at %i Hz', (rate) => {
    const samples = renderCue(name, rate)
    expect(peak(samples)).toBeCloseTo(0.18)
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001)
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001)
  })

  test('is over before a person is kept waiting', () => {
    expect(renderCue(name, 48_000).length / 48).toBeLessThanOrEqual(name === 'ring' ? 1100 : 450)
  })
})

test('start goes up and stop goes down', () => {
  const endsHigh = (name: 'start' | 'stop') => {
    const end = renderCue(name, 48_000).subarray(-4800)
    return amplitudeAt(end, 783.99, 48_000) > amplitudeAt(end, 523.25, 48_000)
  }
  expect([endsHigh('start'), endsHigh('stop')]).toEqual([true, false])
})
