import { beforeEach, expect, test } from 'vitest'
import { TurnRecorder } from '../../../../src/main/diagnostics/turn-recorder.ts'
import type { RecordedTurn } from '../../../../src/main/diagnostics/turn-recorder.ts'
import type { TurnState, TurnView } from '../../../../src/shared/view.ts'

let now: number
let reports: { report: RecordedTurn; samples: number }[]
let timers: (() => void)[]
let recorder: TurnRecorder

function turn(state: TurnState, id = 't1'): TurnView {
  return {
    id,
    state,
    input: { kind: 'voice', text: 'what time is it', attachments: [], audioMs: 1000 },
    reply: { text: 'It is noon.', tools: [], attachments: [], spoken: null },
    failure: null,
    metrics: { stt: 'moonshine' },
    startedAt: 0,
    endedAt: null,
  }
}

beforeEach(() => {
  now = 1000
  reports = []
  timers = []
  recorder = new TurnRecorder({
    now: () => now,
    cpuMicros: () => now * 50,
    residentBytes: () => 123,
    setTimer: (run) => timers.push(run),
    finished: (report, sound) =>
      reports.push({ report, samples: sound.samples.reduce((sum, each) => sum + each.length, 0) }),
  })
})

function at(ms: number, run: () => void) {
  now = 1000 + ms
  run()
}

test('times are counted from key-up, and the first of each step is kept', () => {
  at(0, () => recorder.mark('keyDown'))
  at(100, () => recorder.sent('speaking_part'))
  at(120, () => recorder.sent('speaking_part'))
  at(2000, () => recorder.mark('keyUp'))
  at(2004, () => recorder.sent('end_speaking'))
  at(2300, () => recorder.received({ t: 'response' }))
  at(2320, () => recorder.mark('firstSound'))
  at(4000, () => recorder.mark('lastSound'))
  at(4500, () => recorder.mark('lastSound'))
  at(4501, () => recorder.turn(turn('done')))
  timers[0]?.()
  expect(reports[0]?.report.times).toEqual({
    keyDown: -2000,
    firstFrameSent: -1900,
    keyUp: 0,
    endSpeakingSent: 4,
    firstAudioReceived: 300,
    firstSound: 320,
    lastSound: 2500,
    finished: 2501,
  })
})

test('only the first turn is reported, once, when it has ended', () => {
  recorder.turn(turn('thinking'))
  recorder.turn(turn('done', 'another'))
  expect(timers).toHaveLength(0)
  recorder.turn(turn('interrupted'))
  recorder.turn(turn('done'))
  expect(timers).toHaveLength(1)
  timers[0]?.()
  expect(reports.map((each) => each.report.outcome)).toEqual(['interrupted'])
})

test('sound is recorded a little longer than the turn, to show what comes after it', () => {
  recorder.heard(new Float32Array(10), 48_000)
  recorder.turn(turn('interrupted'))
  recorder.heard(new Float32Array(5), 48_000)
  timers[0]?.()
  recorder.heard(new Float32Array(5), 48_000)
  expect(reports[0]?.samples).toBe(15)
})

test('CPU is a share of one core over the turn', () => {
  at(2000, () => recorder.turn(turn('done')))
  timers[0]?.()
  expect(reports[0]?.report.mainProcess.cpu).toBeCloseTo(0.05)
})
