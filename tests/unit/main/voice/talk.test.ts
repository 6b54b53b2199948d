import { beforeEach, expect, test } from 'vitest'
import { Talk } from '../../../../src/main/voice/talk.ts'
import { failure } from '../../../../src/shared/failure.ts'
import { MAX_SEGMENT_MS } from '../../../../src/shared/live-api/audio-format.ts'

let calls: string[]
let timers: { run: () => void; ms: number }[]
let talk: Talk
let turns: number
let over: (string | null)[]

beforeEach(() => {
  calls = []
  timers = []
  turns = 0
  over = []
  talk = new Talk(
    {
      startSpeaking: ({ handsFree }) => {
        turns += 1
        calls.push(handsFree ? 'start by itself' : 'start')
        return { turnId: `t${turns}` }
      },
      pushAudio: (pcm) => calls.push(`audio ${pcm.length}`),
      endSpeaking: ({ peak }) => calls.push(peak === 0 ? 'end silent' : 'end'),
      cancelSpeaking: () => calls.push('cancel'),
    },
    {
      startCapture: (segment, speech) =>
        calls.push(`record ${segment}${speech === undefined ? '' : ` from ${speech}`}`),
      stopCapture: (segment) => calls.push(`stop ${segment}`),
    },
    {
      onFailed: (problem) => calls.push(problem.code),
      onLongest: () => calls.push('longest'),
      onOver: () => over.push(talk.segment),
      setTimer: (run, ms) => {
        const timer = { run, ms }
        timers.push(timer)
        return () => {
          timers = timers.filter((each) => each !== timer)
        }
      },
    },
  )
})

/** Lets a timer ring that was set for so many ms. */
function ring(ms: number): void {
  const timer = timers.find((each) => each.ms === ms)
  if (!timer) throw new Error(`no timer of ${ms} ms`)
  timers = timers.filter((each) => each !== timer)
  timer.run()
}

test('a segment that nobody ends is ended at its longest, and what was said is sent', () => {
  talk.start()
  talk.onFrame('t1', new Uint8Array(640))
  ring(MAX_SEGMENT_MS)
  talk.onCaptureEnded('t1', 0.5)
  expect(calls).toEqual(['start', 'record t1', 'audio 640', 'longest', 'stop t1', 'end'])
  expect(timers).toEqual([])
})

test('a segment ends only after the last frame', () => {
  talk.start()
  talk.onFrame('t1', new Uint8Array(640))
  talk.stop()
  talk.onFrame('t1', new Uint8Array(100))
  talk.onCaptureEnded('t1', 0.5)
  expect(calls).toEqual(['start', 'record t1', 'audio 640', 'stop t1', 'audio 100', 'end'])
  expect(timers).toEqual([])
})

test('a recorder that never answers does not hang the turn', () => {
  talk.start()
  talk.stop()
  ring(1000)
  expect(calls.at(-1)).toBe('end')
  talk.onCaptureEnded('t1', 0.5)
  expect(calls.filter((call) => call === 'end')).toHaveLength(1)
})

test('frames of another segment are not sent', () => {
  talk.start()
  talk.onFrame('t0', new Uint8Array(640))
  expect(calls).toEqual(['start', 'record t1'])
})

test('a press during the hand-over starts the next segment right after it', () => {
  talk.start()
  talk.stop()
  talk.start()
  expect(turns).toBe(1)
  talk.onCaptureEnded('t1', 0.5)
  expect(calls.slice(-3)).toEqual(['end', 'start', 'record t2'])
})

test('a press and release during the hand-over leave nothing behind', () => {
  talk.start()
  talk.stop()
  talk.start()
  talk.stop()
  talk.onCaptureEnded('t1', 0.5)
  expect(turns).toBe(1)
  expect(talk.segment).toBeNull()
})

test('a microphone that fails at once cancels the turn, and says why', () => {
  talk.start()
  talk.onCaptureFailed('t1', failure('MIC_DENIED', 'no'))
  expect(calls.slice(2)).toEqual(['cancel', 'MIC_DENIED'])
  talk.stop()
  expect(calls.at(-1)).toBe('MIC_DENIED')
})

test('a microphone that fails in mid-sentence loses nothing: what was said goes out', () => {
  talk.start()
  talk.onFrame('t1', new Uint8Array(640))
  talk.onCaptureFailed('t1', failure('MIC_LOST', 'unplugged'))
  expect(calls.slice(-2)).toEqual(['end', 'MIC_LOST'])
})

test('digital silence is passed on', () => {
  talk.start()
  talk.stop()
  talk.onCaptureEnded('t1', 0)
  expect(calls.at(-1)).toBe('end silent')
})

test('cancelling throws the segment away', () => {
  talk.start()
  talk.cancel()
  expect(calls).toEqual(['start', 'record t1', 'cancel', 'stop t1'])
  talk.onCaptureEnded('t1', 1)
  expect(calls).toHaveLength(4)
})

test('finishing ends the segment and waits for its last frame', async () => {
  await talk.finish()
  expect(calls).toEqual([])
  talk.start()
  let isOver = false
  const over = talk.finish().then(() => {
    isOver = true
  })
  await Promise.resolve()
  expect(isOver).toBe(false)
  // A key that goes down meanwhile starts nothing any more, once it is finished again.
  talk.start()
  const again = talk.finish()
  talk.onCaptureEnded('t1', 0.5)
  await Promise.all([over, again])
  expect(calls).toEqual(['start', 'record t1', 'stop t1', 'end'])
})

test('a segment that began by itself says so, and begins with its speech', () => {
  talk.start(3)
  expect(calls).toEqual(['start by itself', 'record t1 from 3'])
})

test('it is told when nothing is recorded any more, and not when a press follows at once', () => {
  talk.start()
  talk.stop()
  talk.start()
  talk.onCaptureEnded('t1', 0.5)
  expect(over).toEqual([])
  talk.cancel()
  expect(over).toEqual([null])
})

test('cancelling a press that came during the last frame loses nothing of the segment before', () => {
  talk.start()
  talk.onFrame('t1', new Uint8Array(640))
  talk.stop()
  talk.start()
  talk.cancel()
  talk.onCaptureEnded('t1', 0.5)
  expect(calls.slice(-2)).toEqual(['stop t1', 'end'])
})
