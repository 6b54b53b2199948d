import { expect, test } from 'vitest'
import { cueFor } from '../../../../src/main/voice/cues.ts'
import { settingsSchema } from '../../../../src/shared/settings.ts'

const settings = (change: object = {}) => settingsSchema.parse(change)

test('the interface makes its sounds unless told otherwise, and quietly', () => {
  expect(cueFor('stop', settings())).toEqual({ type: 'cue', name: 'stop', volume: 0.7 })
  expect(cueFor('stop', settings({ sounds: { volume: 0.2 } }))).toMatchObject({ name: 'stop', volume: 0.2 })
})

test('nothing sounds while the first syllable is spoken, unless it is asked for', () => {
  expect(cueFor('start', settings())).toBeNull()
  expect(cueFor('start', settings({ sounds: { start: true } }))).toMatchObject({ name: 'start' })
})

test.each(['start', 'stop', 'error'] as const)('%s is silent when sounds are off', (name) => {
  expect(cueFor(name, settings({ sounds: { on: false, start: true } }))).toBeNull()
  expect(cueFor(name, settings({ sounds: { volume: 0, start: true } }))).toBeNull()
})

test('a timer rings whatever the setting: it was asked for', () => {
  expect(cueFor('ring', settings({ sounds: { on: false } }))).toMatchObject({ name: 'ring', volume: 1 })
})

test('nothing sounds into a microphone that is open and does not cancel echo', () => {
  const echoing = settings({ microphone: { echoCancellation: false }, sounds: { start: true } })
  expect(cueFor('start', echoing)).toBeNull()
  expect(cueFor('stop', echoing)).not.toBeNull()
  expect(cueFor('error', echoing)).not.toBeNull()
})
