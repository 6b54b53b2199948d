import { beforeEach, expect, test } from 'vitest'
import { FINISH_MS, isAnswering, Leaving } from '../../../../src/main/app/leaving.ts'
import { emptyView } from '../../../integration/renderer/support/views.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

let clock: FakeClock
let calls: string[]
let answering: boolean
let endTalk: PromiseWithResolvers<void>
let leaving: Leaving

beforeEach(() => {
  clock = new FakeClock()
  calls = []
  answering = false
  endTalk = Promise.withResolvers()
  leaving = new Leaving({
    setTimer: clock.setTimer.bind(clock),
    isAnswering: () => answering,
    endTalk: () => {
      calls.push('end talk')
      return endTalk.promise
    },
    show: (isFinishing) => calls.push(isFinishing ? 'finishing' : 'here again'),
    go: () => calls.push('go'),
  })
})

/** Quits, and what was being said is over. */
async function quit(): Promise<void> {
  leaving.quit()
  endTalk.resolve()
  await clock.advanceAsync(0)
}

test('with nothing to wait for it goes as soon as what was being said is over', async () => {
  leaving.quit()
  await clock.advanceAsync(1000)
  expect(calls).toEqual(['end talk'])
  endTalk.resolve()
  await clock.advanceAsync(0)
  expect(calls).toEqual(['end talk', 'go'])
  expect(leaving.isHere).toBe(false)
})

test('an answer comes to its end first', async () => {
  answering = true
  await quit()
  leaving.look()
  expect(calls).toEqual(['end talk', 'finishing'])
  answering = false
  leaving.look()
  leaving.look()
  expect(calls).toEqual(['end talk', 'finishing', 'go'])
  expect(clock.pending).toBe(0)
})

test('but not for ever, and not for those who quit again', async () => {
  answering = true
  await quit()
  clock.advance(FINISH_MS)
  expect(calls).toEqual(['end talk', 'finishing', 'go'])
  leaving.quit()
  leaving.now()
  expect(calls).toEqual(['end talk', 'finishing', 'go'])
})

test('quitting twice waits for neither the answer nor the last words', () => {
  answering = true
  leaving.quit()
  leaving.quit()
  expect(calls).toEqual(['end talk', 'go'])
  endTalk.resolve()
  expect(calls).toEqual(['end talk', 'go'])
})

test('the end of the session waits for nothing', async () => {
  answering = true
  await quit()
  leaving.now()
  expect(calls).toEqual(['end talk', 'finishing', 'go'])
  expect(clock.pending).toBe(0)
})

test('who opens Parley meanwhile keeps it', async () => {
  answering = true
  await quit()
  leaving.stay()
  expect(leaving.isHere).toBe(true)
  answering = false
  leaving.look()
  clock.advance(FINISH_MS)
  expect(calls).toEqual(['end talk', 'finishing', 'here again'])

  leaving.quit()
  leaving.stay()
  await clock.advanceAsync(0)
  expect(calls.slice(3)).toEqual(['end talk'])
  leaving.stay()
  expect(leaving.isHere).toBe(true)
})

test('an answer is what is heard, and what is made by a server that can be reached', () => {
  const { connection } = emptyView()
  const lost = { ...connection, status: 'waiting' as const }
  expect(isAnswering({ voice: 'speaking', connection: lost })).toBe(true)
  expect(isAnswering({ voice: 'thinking', connection })).toBe(true)
  expect(isAnswering({ voice: 'thinking', connection: lost })).toBe(false)
  expect(isAnswering({ voice: 'failed', connection })).toBe(false)
})
