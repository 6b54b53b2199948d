import { describe, expect, test } from 'vitest'
import { hudText, lastWords } from '../../../../../src/renderer/voice/hud/hud-text.ts'
import { fall, meterReading } from '../../../../../src/renderer/voice/hud/level.ts'
import { failure } from '../../../../../src/shared/failure.ts'
import { emptyView, turn } from '../../../../integration/renderer/support/views.ts'

describe('what the HUD says', () => {
  const spoken = turn('1', { input: { kind: 'voice', text: 'and in Rome?', attachments: [], audioMs: 900 } })

  test('while listening and thinking: what was heard', () => {
    expect(hudText(emptyView({ voice: 'listening', turns: [spoken] }))).toMatchObject({
      words: 'and in Rome?',
    })
    expect(hudText(emptyView({ voice: 'thinking', turns: [spoken] }))).toMatchObject({
      words: 'and in Rome?',
    })
  })

  test('while speaking: the end of the reply', () => {
    expect(hudText(emptyView({ voice: 'speaking', turns: [spoken] })).words).toBe('It is 18:30 in Tokyo.')
  })

  test('when it failed: why, from the turn, the microphone or the connection', () => {
    const microphone = { ...emptyView().audio, problem: failure('MIC_DENIED', '') }
    const failed = turn('1', { failure: failure('STT_FAILED', '') })
    expect(hudText(emptyView({ voice: 'failed', turns: [failed], audio: microphone })).failure).toBe(
      'STT_FAILED',
    )
    expect(hudText(emptyView({ voice: 'failed', audio: microphone })).failure).toBe('MIC_DENIED')
    expect(hudText(emptyView({ voice: 'failed' })).failure).toBe('INTERNAL')
  })

  test('and nothing when nothing happens', () => {
    expect(hudText(emptyView({ turns: [spoken] }))).toEqual({ state: 'idle', words: '', failure: null })
  })
})

describe('last words', () => {
  test('of a short text are all of it, without marks and line breaks', () => {
    expect(lastWords('It is **18**\n\n degrees in `Rome`.')).toBe('It is 18 degrees in Rome.')
  })

  test('leave code out', () => {
    expect(lastWords('Look:\n```js\nlet a = 1\n```\ndone')).toBe('Look: … done')
    expect(lastWords('Look:\n```js\nlet a')).toBe('Look: …')
  })

  test('of a long text begin at a word', () => {
    const words = lastWords(
      'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen',
    )
    expect(words).toMatch(/^…\w+ .*fifteen$/)
    expect(words.length).toBeLessThanOrEqual(73)
  })

  test('of a text without spaces begin anywhere, but never inside a character', () => {
    expect(lastWords('🙂'.repeat(100))).toBe(`…${'🙂'.repeat(72)}`)
  })
})

describe('the meter', () => {
  test('reads loudness in even steps', () => {
    expect(meterReading(0)).toBe(0)
    expect(meterReading(0.001)).toBe(0)
    expect(meterReading(1)).toBe(1)
    const [quiet, middle, loud] = [0.01, 0.05, 0.25].map(meterReading) as [number, number, number]
    expect(middle - quiet).toBeCloseTo(loud - middle)
  })

  test('jumps up and falls by half in 90 ms', () => {
    expect(fall(0.2, 0.9, 16)).toBe(0.9)
    expect(fall(0.8, 0, 90)).toBeCloseTo(0.4)
  })
})
