import { beforeEach, expect, test } from 'vitest'
import { SilenceWatch } from '../../../../../src/renderer/voice/capture/silence-watch.ts'

let said: (string | null)[]
let watch: SilenceWatch

beforeEach(() => {
  said = []
  watch = new SilenceWatch((silence) => said.push(silence))
})

/** Seconds of a constant magnitude, in pieces of 10 ms. */
function hear(seconds: number, level: number): void {
  for (let piece = 0; piece < seconds * 100; piece++) watch.push(new Float32Array(160).fill(level))
}

test('a muted microphone is noticed after two seconds, and a voice takes it back', () => {
  hear(1.99, 0)
  expect(said).toEqual([])
  hear(0.01, 0)
  expect(said).toEqual(['digital'])
  hear(1, 0)
  hear(0.01, 0.1)
  expect(said).toEqual(['digital', null])
})

test('one that hardly hears is told from one that is muted', () => {
  hear(3, 0.0005)
  expect(said).toEqual(['quiet'])
  hear(2, 0)
  expect(said).toEqual(['quiet', 'digital'])
})

test('a pause of somebody who was heard is only a pause', () => {
  hear(0.5, 0.1)
  hear(60, 0.0005)
  hear(5, 0)
  expect(said).toEqual([])
  // A switch that was pressed in the middle.
  hear(1, 0)
  expect(said).toEqual(['digital'])
})

test('each segment is judged for itself', () => {
  hear(2, 0)
  watch.reset()
  expect(said).toEqual(['digital', null])
  hear(1.5, 0)
  watch.reset()
  hear(1.5, 0)
  expect(said).toEqual(['digital', null])
})
