import { expect, test } from 'vitest'
import { RETURN_MS, SpeakerChoice } from '../../../../../src/renderer/voice/playback/speaker-choice.ts'

const SPEAKER = { id: 's', label: 'Speaker' }
const HEADSET = { id: 'h', label: 'Headset' }
const DEFAULT = { id: '', isMissing: false, againMs: null }
const LOST = { id: '', isMissing: true, againMs: null }
const CHOSEN = { id: 'h', isMissing: false, againMs: null }

test('nothing chosen is the system’s default', () => {
  expect(new SpeakerChoice().choose(null, [SPEAKER], 0)).toEqual(DEFAULT)
})

test('a chosen speaker plays, and the default while it is missing', () => {
  const choice = new SpeakerChoice()
  expect(choice.choose('Headset', [SPEAKER, HEADSET], 0)).toEqual(CHOSEN)
  expect(choice.choose('Headset', [SPEAKER], 1000)).toEqual(LOST)
  expect(choice.choose('Headset', [SPEAKER, HEADSET], 1000 + RETURN_MS)).toEqual(CHOSEN)
})

test('a speaker that is back at once is gone back to when the browser has let go of its old stream', () => {
  const choice = new SpeakerChoice()
  choice.choose('Headset', [SPEAKER, HEADSET], 0)
  choice.choose('Headset', [SPEAKER], 1000)
  choice.choose('Headset', [SPEAKER], 3000)
  expect(choice.choose('Headset', [SPEAKER, HEADSET], 4000)).toEqual({
    ...LOST,
    againMs: RETURN_MS - 3000,
  })
  expect(choice.choose('Headset', [SPEAKER, HEADSET], 1000 + RETURN_MS)).toEqual(CHOSEN)
})

test('another choice need not wait', () => {
  const choice = new SpeakerChoice()
  choice.choose('Headset', [SPEAKER], 0)
  expect(choice.choose('Speaker', [SPEAKER], 100)).toEqual({ ...CHOSEN, id: 's' })
  expect(choice.choose(null, [SPEAKER], 200)).toEqual(DEFAULT)
})

test('with no names at all nothing is called missing', () => {
  expect(new SpeakerChoice().choose('Headset', [], 0)).toEqual(DEFAULT)
})
