import { expect, test } from 'vitest'
import { mayPage } from '../../../../src/main/windows/page-permissions.ts'

const microphone = { permission: 'media', from: 'parley://app/voice/index.html', video: false }

test.each([
  ['the microphone is ours', microphone, true],
  ['also by the bare origin, as checks name it', { ...microphone, from: 'parley://app' }, true],
  ['and by the origin with a slash', { ...microphone, from: 'parley://app/' }, true],
  ['so is the choice of a speaker', { ...microphone, permission: 'speaker-selection' }, true],
  ['a player of video may fill the screen', { ...microphone, permission: 'fullscreen' }, true],
  ['no camera', { ...microphone, video: true }, false],
  ['nothing else', { ...microphone, permission: 'geolocation' }, false],
  ['no other page', { ...microphone, from: 'https://example.com/' }, false],
  ['no origin that begins like ours', { ...microphone, from: 'parley://app.example' }, false],
])('%s', (_what, wish, allowed) => {
  expect(mayPage(wish)).toBe(allowed)
})
