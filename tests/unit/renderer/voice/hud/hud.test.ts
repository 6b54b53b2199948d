import { describe, expect, test } from 'vitest'
import { alignmentOf } from '../../../../../src/renderer/voice/hud/alignment.ts'
import { clock, countdown } from '../../../../../src/renderer/voice/hud/countdown.ts'
import { hudFace } from '../../../../../src/renderer/voice/hud/face.ts'
import { lastWords } from '../../../../../src/renderer/voice/hud/words.ts'
import { failure } from '../../../../../src/shared/failure.ts'
import type { AppView } from '../../../../../src/shared/view.ts'
import { emptyView, NOW, settings, turn } from '../../../../integration/renderer/support/views.ts'

const LONGEST_MS = 300_000
const face = (view: Partial<AppView>, muted = false) =>
  hudFace(emptyView(view), settings({ speaker: { label: null, volume: 1, muted } }), LONGEST_MS)

describe('what the HUD says', () => {
  const input = { kind: 'voice' as const, text: 'and in Rome?', attachments: [], audioMs: 900 }
  const spoken = turn('1', { input })

  test('while listening and thinking: what was heard', () => {
    expect(face({ voice: 'listening', turns: [spoken] })).toMatchObject({
      look: 'listening',
      words: 'and in Rome?',
      action: null,
    })
    expect(face({ voice: 'thinking', turns: [spoken] })).toMatchObject({
      words: 'and in Rome?',
      action: 'stop',
    })
  })

  test('while listening: when the talk will be cut off', () => {
    const talking = turn('1', { input, state: 'listening' })
    expect(face({ voice: 'listening', turns: [talking] }).cutAt).toBe(NOW + LONGEST_MS)
    expect(face({ voice: 'thinking', turns: [talking] }).cutAt).toBeNull()
  })

  test('while speaking: the end of the reply, and whether it can be heard', () => {
    expect(face({ voice: 'speaking', turns: [spoken] })).toMatchObject({
      look: 'speaking',
      words: 'It is 18:30 in Tokyo.',
      action: 'stop',
    })
    expect(face({ voice: 'speaking', turns: [spoken] }, true)).toMatchObject({
      look: 'muted',
      title: { key: 'hud.speakingMuted' },
    })
  })

  test('when nobody thinks yet: what is waited for', () => {
    const { connection } = emptyView()
    const waiting = turn('1', { input, state: 'sending' })
    expect(
      face({ voice: 'thinking', turns: [waiting], connection: { ...connection, status: 'waiting' } }),
    ).toMatchObject({ look: 'offline', title: { key: 'hud.offline' }, words: 'and in Rome?' })
    expect(face({ voice: 'thinking', turns: [waiting] }).look).toBe('thinking')
    expect(face({ voice: 'thinking', turns: [turn('1', { state: 'stalled' })] }).title.key).toBe(
      'turn.stalled',
    )
  })

  test('when it failed: why, from the turn, the microphone or the connection, and the way out', () => {
    const audio = { ...emptyView().audio, problem: failure('MIC_DENIED', '') }
    const failed = turn('1', { failure: failure('STT_FAILED', '') })
    expect(face({ voice: 'failed', turns: [failed], audio })).toMatchObject({
      title: { key: 'failures.STT_FAILED.title' },
      words: { key: 'failures.STT_FAILED.action' },
    })
    expect(face({ voice: 'failed', audio }).title.key).toBe('failures.MIC_DENIED.title')
    expect(face({ voice: 'failed' }).title.key).toBe('failures.INTERNAL.title')
  })

  test('when all is said: the end of the answer, to be read while the HUD goes', () => {
    expect(face({ turns: [spoken] })).toMatchObject({ look: 'idle', words: 'It is 18:30 in Tokyo.' })
    expect(face({ turns: [turn('1', { state: 'interrupted' })] }).words).toBe('')
    expect(face({}).words).toBe('')
  })
})

describe('last words', () => {
  test('of a short text are all of it, without marks, links and line breaks', () => {
    expect(lastWords('It is **18**\n\n degrees in [`Rome`](https://example.org).')).toBe(
      'It is 18 degrees in Rome.',
    )
  })

  test('leave code out', () => {
    expect(lastWords('Look:\n```js\nlet a = 1\n```\ndone')).toBe('Look: … done')
    expect(lastWords('Look:\n```js\nlet a')).toBe('Look: …')
  })

  test('of a long text begin at a word', () => {
    const text = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')
    const words = lastWords(text)
    expect(words).toMatch(/^…word\d+ .*word59$/)
    expect(words.length).toBeLessThanOrEqual(131)
  })

  test('of a text without spaces begin anywhere, but never inside a character', () => {
    expect(lastWords('👩‍🚀'.repeat(200))).toBe(`…${'👩‍🚀'.repeat(130)}`)
  })
})

describe('the clock of a talk', () => {
  test('says nothing until the end is near, and knows when that is', () => {
    expect(countdown(null, 0)).toEqual({ seconds: null, againMs: null })
    expect(countdown(300_000, 0)).toEqual({ seconds: null, againMs: 270_000 })
  })

  test('counts whole seconds down to nothing', () => {
    expect(countdown(300_000, 270_000)).toEqual({ seconds: 30, againMs: 1000 })
    expect(countdown(300_000, 270_001)).toEqual({ seconds: 30, againMs: 999 })
    expect(countdown(300_000, 299_500)).toEqual({ seconds: 1, againMs: 500 })
    expect(countdown(300_000, 300_000)).toEqual({ seconds: 0, againMs: null })
  })

  test('is written as clocks are', () => {
    expect([5, 30, 75].map(clock)).toEqual(['0:05', '0:30', '1:15'])
  })
})

describe('the pill’s side of its window', () => {
  test.each([
    ['bottom', 'centre', 'bottom'],
    ['top', 'centre', 'top'],
    ['top-left', 'left', 'top'],
    ['bottom-right', 'right', 'bottom'],
  ] as const)('%s: %s, %s', (place, x, y) => {
    expect(alignmentOf({ place, at: { x: 0.5, y: 0.5 } })).toEqual({ x, y })
  })

  test('where it was dragged to: the one that is nearer to the edge of the screen', () => {
    expect(alignmentOf({ place: 'custom', at: { x: 0.1, y: 0.2 } })).toEqual({ x: 'left', y: 'top' })
    expect(alignmentOf({ place: 'custom', at: { x: 0.5, y: 0.7 } })).toEqual({ x: 'centre', y: 'bottom' })
  })
})
