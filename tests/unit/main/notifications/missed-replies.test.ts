import { describe, expect, test } from 'vitest'
import { excerpt } from '../../../../src/main/notifications/excerpt.ts'
import { isRingMissed, MissedReplies } from '../../../../src/main/notifications/missed-replies.ts'
import type { Attention } from '../../../../src/main/notifications/missed-replies.ts'
import { failure } from '../../../../src/shared/failure.ts'
import type { TurnView } from '../../../../src/shared/view.ts'
import { turn } from '../../../integration/renderer/support/views.ts'

const away: Attention = { isLooking: false, isMuted: false, isLocal: false }

/** The states of one turn, one after the other; gives what was missed at the last. */
function follow(states: TurnView['state'][], attention = away, change: Partial<TurnView> = {}) {
  const missed = new MissedReplies()
  return states.map((state) => missed.onTurn(turn('1', { ...change, state }), attention)).at(-1)
}

describe('a reply is missed', () => {
  const reply = { turnId: '1', reply: { text: 'It is 18:30 in Tokyo.' } }

  test('when it made no sound and the window was not in front', () => {
    expect(follow(['sending', 'thinking', 'done'])).toEqual(reply)
  })

  test('when it was spoken to a muted speaker', () => {
    expect(follow(['thinking', 'speaking', 'done'], { ...away, isMuted: true })).toEqual(reply)
  })

  test('not when it was heard, though the speaker was muted after', () => {
    const missed = new MissedReplies()
    missed.onTurn(turn('1', { state: 'speaking' }), away)
    missed.onTurn(turn('1', { state: 'speaking' }), { ...away, isMuted: true })
    expect(missed.onTurn(turn('1'), { ...away, isMuted: true })).toBeNull()
  })

  test('not when the person looks at it', () => {
    expect(follow(['thinking', 'done'], { ...away, isLooking: true })).toBeNull()
  })

  test('not when the person stopped it', () => {
    expect(follow(['thinking', 'speaking', 'interrupted'])).toBeNull()
  })

  test('once: the figures that come after the end tell nothing new', () => {
    expect(follow(['thinking', 'done', 'done'])).toBeNull()
  })

  test('not when it is from an earlier run', () => {
    expect(follow(['done'])).toBeNull()
  })

  test('also when the server speaks of its own accord, but not a timer, which is told of by itself', () => {
    const input = { kind: 'push' as const, text: null, attachments: [], audioMs: null }
    expect(follow(['thinking', 'done'], away, { input })).toEqual(reply)
    expect(follow(['thinking', 'done'], { ...away, isLocal: true }, { input })).toBeNull()
  })
})

describe('a failure is told', () => {
  const problem = failure('PROCESSING_FAILED', 'no')

  test('to whoever typed', () => {
    expect(follow(['thinking', 'failed'], away, { failure: problem })).toEqual({
      turnId: '1',
      reply: { failure: problem },
    })
  })

  test('not to whoever spoke: the HUD says it', () => {
    const input = { kind: 'voice' as const, text: 'x', attachments: [], audioMs: 1 }
    expect(follow(['thinking', 'failed'], away, { input, failure: problem })).toBeNull()
  })
})

test('a turn that was thrown away is forgotten', () => {
  const missed = new MissedReplies()
  missed.onTurn(turn('1', { state: 'thinking' }), away)
  missed.forget('1')
  expect(missed.onTurn(turn('1'), away)).toBeNull()
})

test('a ring is told of unless it is said and stands in the window that somebody looks at', () => {
  expect(isRingMissed({ isLooking: true, isLocal: true })).toBe(false)
  expect(isRingMissed({ isLooking: false, isLocal: true })).toBe(true)
  expect(isRingMissed({ isLooking: true, isLocal: false })).toBe(true)
})

describe('an excerpt', () => {
  test.each([
    ['is the text without its marks', 'It is **18 degrees** and `sunny`.', 'It is 18 degrees and sunny.'],
    ['names a link and not its address', 'See [the page](https://example.org "Page").', 'See the page.'],
    ['keeps a list as lines', '# Plan\n\n- one\n- two', 'Plan\none\ntwo'],
    ['keeps code', 'Use:\n```sh\nls *\n```', 'Use:\nls *'],
    [
      'leaves sums and snake_case alone',
      '2 * 3 = 6, 4 * 5 and my_file_name',
      '2 * 3 = 6, 4 * 5 and my_file_name',
    ],
  ])('%s', (_what, markdown, plain) => {
    expect(excerpt(markdown)).toBe(plain)
  })

  test('is short, and cuts no character in two', () => {
    const found = excerpt('👩‍👩‍👧'.repeat(500))
    expect(found).toBe(`${'👩‍👩‍👧'.repeat(199)}…`)
  })
})
