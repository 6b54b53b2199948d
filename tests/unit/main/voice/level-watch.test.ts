import { beforeEach, expect, test } from 'vitest'
import { LevelWatch } from '../../../../src/main/voice/level-watch.ts'
import { MICROPHONE_WATCH_MS } from '../../../../src/shared/ipc/limits.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

let clock: FakeClock
let calls: string[]
let watch: LevelWatch<string>
let isAway: boolean

beforeEach(() => {
  clock = new FakeClock()
  calls = []
  isAway = false
  watch = new LevelWatch<string>({
    setTimer: clock.setTimer.bind(clock),
    mayListen: () => !isAway,
    open: (on) => calls.push(on ? 'open' : 'close'),
    send: (window, peak) => calls.push(`${window} ${peak}`),
  })
})

test('the microphone is open while any window watches, and levels go to those that do', () => {
  watch.level(0.1)
  watch.watch('chat', true)
  watch.watch('first-run', true)
  watch.level(0.2)
  watch.watch('chat', false)
  watch.level(0.3)
  watch.watch('first-run', false)
  watch.level(0.4)
  expect(calls).toEqual(['open', 'chat 0.2', 'first-run 0.2', 'first-run 0.3', 'close'])
})

test('a window that does not ask again is taken for gone', () => {
  watch.watch('chat', true)
  clock.advance(MICROPHONE_WATCH_MS - 1)
  watch.watch('chat', true)
  clock.advance(MICROPHONE_WATCH_MS - 1)
  expect(calls).toEqual(['open'])
  clock.advance(1)
  expect(calls).toEqual(['open', 'close'])
  expect(clock.pending).toBe(0)
})

test('who never watched can stop', () => {
  watch.watch('chat', false)
  expect(calls).toEqual([])
})

test('nobody watches behind a locked screen, and who asks again afterwards is shown it again', () => {
  watch.watch('chat', true)
  isAway = true
  watch.away()
  watch.level(0.5)
  watch.watch('chat', true)
  expect(calls).toEqual(['open', 'close'])
  expect(clock.pending).toBe(0)
  isAway = false
  watch.watch('chat', true)
  watch.level(0.5)
  expect(calls).toEqual(['open', 'close', 'open', 'chat 0.5'])
})
