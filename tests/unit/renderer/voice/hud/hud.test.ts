import { describe, expect, test } from 'vitest'
import { alignmentOf } from '../../../../../src/renderer/voice/hud/alignment.ts'
import { clock, countdown } from '../../../../../src/renderer/voice/hud/countdown.ts'
import { hudFace } from '../../../../../src/renderer/voice/hud/face.ts'
import { lastWords, NO_WORDS, spokenWords } from '../../../../../src/renderer/voice/hud/words.ts'
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
      words: { said: 'and in Rome?', ahead: '' },
      action: 'cancel',
    })
    expect(face({ voice: 'thinking', turns: [spoken] })).toMatchObject({
      words: { said: 'and in Rome?' },
      action: 'stop',
    })
  })

  test('while listening: that nothing is heard, and from which microphone', () => {
    const { audio } = emptyView()
    const silent = { ...audio, activeInput: 'Headset', silence: 'digital' as const }
    expect(face({ voice: 'listening', turns: [spoken], audio: silent })).toMatchObject({
      look: 'unheard',
      title: { key: 'hud.nothingHeard' },
      help: { key: 'hud.isMuted', values: { name: 'Headset' } },
      action: 'cancel',
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
      words: { said: 'It is 18:30 in Tokyo.' },
      action: 'stop',
    })
    expect(face({ voice: 'speaking', turns: [spoken] }, true)).toMatchObject({
      look: 'muted',
      title: { key: 'hud.speakingMuted' },
    })
  })

  test('that Parley goes when the answer is over, and how to stop it', () => {
    for (const voice of ['thinking', 'speaking'] as const) {
      expect(face({ voice, turns: [spoken], isLeaving: true }, true)).toMatchObject({
        title: { key: 'voice.leaving' },
        action: 'stop',
      })
    }
  })

  test('when nobody thinks yet: what is waited for', () => {
    const { connection } = emptyView()
    const waiting = turn('1', { input, state: 'sending' })
    expect(
      face({ voice: 'thinking', turns: [waiting], connection: { ...connection, status: 'waiting' } }),
    ).toMatchObject({ look: 'offline', title: { key: 'hud.offline' }, words: { said: 'and in Rome?' } })
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
      help: { key: 'failures.STT_FAILED.action' },
    })
    expect(face({ voice: 'failed', audio }).title.key).toBe('failures.MIC_DENIED.title')
    expect(face({ voice: 'failed' }).title.key).toBe('failures.INTERNAL.title')
  })

  test('while it is hands-free: that the microphone is open, whatever was said before', () => {
    const on = (state: 'starting' | 'waiting') =>
      face({ turns: [spoken], handsFree: { on: true, state, problem: null } })
    expect(on('waiting')).toMatchObject({ look: 'waiting', title: { key: 'hud.handsFree' }, words: NO_WORDS })
    expect(on('starting').title.key).toBe('hud.handsFreeStarting')
  })

  test('when all is said: the end of the answer, to be read while the HUD goes', () => {
    expect(face({ turns: [spoken] })).toMatchObject({
      look: 'idle',
      words: { said: 'It is 18:30 in Tokyo.' },
    })
    expect(face({ turns: [turn('1', { state: 'interrupted' })] }).words).toEqual(NO_WORDS)
    expect(face({}).words).toEqual(NO_WORDS)
  })
})

describe('last words', () => {
  const said = (text: string) => lastWords(text).said

  test('of a short text are all of it, without marks, links and line breaks', () => {
    expect(said('It is **18**\n\n degrees in [`Rome`](https://example.org).')).toBe(
      'It is 18 degrees in Rome.',
    )
  })

  test('leave code out', () => {
    expect(said('Look:\n```js\nlet a = 1\n```\ndone')).toBe('Look: … done')
    expect(said('Look:\n```js\nlet a')).toBe('Look: …')
  })

  test('of a long text begin at a word', () => {
    const text = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')
    const words = said(text)
    expect(words).toMatch(/^…word\d+ .*word59$/)
    expect(words.length).toBeLessThanOrEqual(121)
  })

  test('of a text without spaces begin anywhere, but never inside a character', () => {
    expect(said('👩‍🚀'.repeat(200))).toBe(`…${'👩‍🚀'.repeat(60)}`)
    expect(said('天'.repeat(200))).toBe(`…${'天'.repeat(60)}`)
  })
})

describe('words that are heard', () => {
  const text = 'It is **18** degrees. Take an umbrella, it may rain later. Have fun!'
  const at = (word: string) => text.indexOf(word)
  const second = { from: at('Take'), to: at(' Have') }

  test('are the sentence that sounds, with what is still to come of it', () => {
    const spoken = { ...second, heard: at(' it may') }
    expect(spokenWords({ text, spoken })).toEqual({ said: 'Take an umbrella,', ahead: ' it may rain later.' })
  })

  test('have no space between them where the language has none', () => {
    const chinese = '今天晴，气温十八度。'
    expect(spokenWords({ text: chinese, spoken: { from: 0, to: 10, heard: 4 } })).toEqual({
      said: '今天晴，',
      ahead: '气温十八度。',
    })
  })

  test('stay between two sentences', () => {
    const spoken = { from: second.to, to: second.to, heard: second.to }
    expect(spokenWords({ text, spoken })).toEqual({
      said: 'It is 18 degrees. Take an umbrella, it may rain later.',
      ahead: '',
    })
  })

  test('are the end of the text while nothing is known of the sound', () => {
    expect(spokenWords({ text, spoken: null }).said).toMatch(/Have fun!$/)
  })

  test('stay in sight in a sentence without an end', () => {
    const long = Array.from({ length: 200 }, (_, index) => `word${index}`).join(' ')
    const spoken = { from: 0, to: long.length, heard: long.indexOf(' word100') }
    const words = spokenWords({ text: long, spoken })
    expect(words.said).toMatch(/^…word\d+ .*word99$/)
    expect(words.ahead).toMatch(/^ word100 .*word\d+…$/)
    expect(words.ahead.length).toBeLessThan(40)
  })

  test('a position beyond the text, as after a change of servers, does no harm', () => {
    expect(spokenWords({ text: 'Hi', spoken: { from: 50, to: 90, heard: 60 } })).toEqual(NO_WORDS)
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
