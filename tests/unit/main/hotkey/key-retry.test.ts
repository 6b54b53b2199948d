import { beforeEach, describe, expect, test } from 'vitest'
import { KeyRetry } from '../../../../src/main/hotkey/key-retry.ts'
import { withLostKey } from '../../../../src/main/hotkey/lost-notice.ts'
import { withNotice } from '../../../../src/main/lib/notices.ts'
import { failure } from '../../../../src/shared/failure.ts'
import type { Failure } from '../../../../src/shared/failure.ts'
import type { HotkeySnapshot } from '../../../../src/shared/view.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

const LOST = failure('HOTKEY_LOST', 'taken back', true)
const NOBODY = failure('HOTKEY_UNSUPPORTED', 'no portal', true)

function without(problem: Failure): HotkeySnapshot {
  return { accelerator: 'F13', mode: 'none', doubleTap: false, trigger: null, problem }
}
const works: HotkeySnapshot = {
  accelerator: 'F13',
  mode: 'hold',
  doubleTap: true,
  trigger: 'F13',
  problem: null,
}

describe('a key that was lost', () => {
  let clock: FakeClock
  let outcome: HotkeySnapshot
  let asked: number[]
  let retry: KeyRetry
  beforeEach(() => {
    clock = new FakeClock(0)
    asked = []
    retry = new KeyRetry({
      clock,
      again: () => {
        asked.push(clock.elapsed() / 1000)
        retry.follow(outcome)
      },
    })
    retry.follow(works)
  })

  test('is asked for more and more rarely', () => {
    outcome = without(NOBODY)
    retry.follow(without(LOST))
    clock.advance(1_000_000)
    expect(asked).toEqual([1, 4, 14, 44, 104, 404, 704])
  })

  test('is asked for no more once it works', () => {
    outcome = works
    retry.follow(without(LOST))
    clock.advance(1_000_000)
    expect(asked).toEqual([1])
  })

  test.each([
    ['the person said no', failure('HOTKEY_REFUSED', 'no', true)],
    ['another program has it', failure('HOTKEY_CONFLICT', 'taken')],
    ['there can be none here', failure('HOTKEY_UNSUPPORTED', 'no such interface')],
  ])('is not asked for again: %s', (_why, problem) => {
    outcome = without(problem)
    retry.follow(without(LOST))
    clock.advance(1_000_000)
    expect(asked).toEqual([1])
  })

  test('that is given and taken back at once is not asked for every second', () => {
    outcome = works
    for (let times = 0; times < 3; times++) {
      retry.follow(without(LOST))
      clock.advance(WAIT_ENOUGH[times] ?? 0)
    }
    expect(asked).toEqual([1, 4, 14])
    clock.advance(60_000)
    retry.follow(without(LOST))
    clock.advance(1000)
    expect(asked.at(-1)).toBe(75)
  })

  test('is asked for at once when what gives it has come back, but only while it is waited for', () => {
    outcome = works
    retry.soon()
    retry.follow(without(LOST))
    retry.soon()
    clock.advance(500)
    expect(asked).toEqual([0.5])
    retry.soon()
    clock.advance(1000)
    expect(asked).toEqual([0.5])
  })
})

/** The first waits, in ms. */
const WAIT_ENOUGH = [1000, 3000, 10_000]

test('people are told from the loss until a key works', () => {
  const other = withNotice([], failure('DISK_FULL', 'full'))
  const told = withLostKey(other, without(LOST))
  expect(told.map(({ id }) => id)).toEqual(['DISK_FULL', 'HOTKEY_LOST'])
  expect(withLostKey(told, without(NOBODY))).toEqual(told)
  expect(withLostKey(told, works)).toEqual(other)
  // Dismissed, and still not there: said once is enough.
  expect(withLostKey(other, without(NOBODY))).toEqual(other)
})
