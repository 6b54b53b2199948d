import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  INITIAL_CAPTURE,
  microphoneState,
  nextCapture,
} from '../../../../../src/renderer/voice/capture/machine.ts'
import type {
  CaptureEffect,
  CaptureEvent,
  CaptureState,
  InputConfig,
} from '../../../../../src/renderer/voice/capture/machine.ts'
import type { Failure } from '../../../../../src/shared/failure.ts'

const COLD: InputConfig = {
  label: null,
  keepOpenMs: 0,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
}
const WARM: InputConfig = { ...COLD, keepOpenMs: null }
/** Open for a minute after use. */
const FOR_A_WHILE: InputConfig = { ...COLD, keepOpenMs: 60_000 }
const HEADSET = { id: 'h', label: 'Headset' }
const BUILT_IN = { id: 'b', label: 'Built-in' }

/** Runs events and keeps what they caused. */
class Run {
  state: CaptureState = INITIAL_CAPTURE
  effects: CaptureEffect[] = []

  do(...events: CaptureEvent[]): this {
    for (const event of events) {
      const { state, effects } = nextCapture(this.state, event)
      this.state = state
      this.effects.push(...effects)
    }
    return this
  }

  /** What was caused since the last call, in short. */
  take(): string[] {
    const short = this.effects.map((effect) => {
      switch (effect.type) {
        case 'open':
          return `open ${effect.token} ${effect.deviceId ?? 'default'}`
        case 'begin':
          return `begin ${effect.segment}`
        case 'emit': {
          const { message } = effect
          if (message.type === 'capture-failed')
            return `failed ${message.segment ?? '-'} ${message.failure.code}`
          return message.type === 'capture-ended' ? `ended ${message.segment}` : 'recovered'
        }
        default:
          return effect.type
      }
    })
    this.effects = []
    return short
  }
}

const configure = (config: InputConfig): CaptureEvent => ({ type: 'configure', config })
const devices = (...inputs: (typeof HEADSET)[]): CaptureEvent => ({
  type: 'devices',
  inputs,
  systemDefault: '',
})
const start = (segment: string): CaptureEvent => ({ type: 'start', segment })
const stop = (segment: string): CaptureEvent => ({ type: 'stop', segment })
const opened = (token: number): CaptureEvent => ({ type: 'opened', token })
const flushed = (segment: string): CaptureEvent => ({ type: 'flushed', segment, frames: 3, peak: 0.5 })
const failed = (token: number, code: Failure['code']): CaptureEvent => ({
  type: 'open-failed',
  token,
  failure: { code, message: '', retryable: false },
})

describe('a cold microphone', () => {
  test('opens for a segment and closes after its last frame', () => {
    const run = new Run().do(configure(COLD), devices(BUILT_IN))
    expect(run.take()).toEqual([])
    expect(run.do(start('a')).take()).toEqual(['open 1 default'])
    expect(run.do(opened(1)).take()).toEqual(['begin a'])
    expect(run.do(stop('a')).take()).toEqual(['finish'])
    expect(run.do(flushed('a')).take()).toEqual(['ended a', 'close'])
  })

  test('queues a stop that comes before it is open behind the start', () => {
    const run = new Run().do(configure(COLD), start('a'), stop('a'))
    expect(run.take()).toEqual(['open 1 default'])
    expect(run.do(opened(1)).take()).toEqual(['begin a', 'finish'])
    expect(run.do(flushed('a')).take()).toEqual(['ended a', 'close'])
  })

  test('answers for each waiting segment when it can’t be opened', () => {
    const run = new Run().do(configure(COLD), start('a'), stop('a'), start('b'))
    run.take()
    expect(run.do(failed(1, 'MIC_DENIED')).take()).toEqual([
      'close',
      'failed a MIC_DENIED',
      'failed b MIC_DENIED',
    ])
    // The next press tries again.
    expect(run.do(start('c')).take()).toEqual(['open 2 default'])
    expect(run.do(opened(2)).take()).toEqual(['recovered', 'begin c'])
  })
})

describe('a warm microphone', () => {
  test('opens at once, and a segment begins without waiting', () => {
    const run = new Run().do(configure(WARM))
    expect(run.take()).toEqual(['open 1 default'])
    run.do(opened(1)).take()
    expect(run.do(start('a')).take()).toEqual(['begin a'])
    expect(run.do(stop('a'), flushed('a')).take()).toEqual(['finish', 'ended a'])
  })

  test('is released when it need not be warm any more, but not in the middle of a segment', () => {
    const run = new Run().do(configure(WARM), opened(1), start('a'))
    run.take()
    expect(run.do(configure(COLD)).take()).toEqual([])
    expect(run.do(stop('a')).take()).toEqual(['finish'])
    expect(run.do(flushed('a')).take()).toEqual(['ended a', 'close'])
  })

  test('that was refused is tried again when something changes, and not in a loop', () => {
    const run = new Run().do(configure(WARM))
    run.take()
    expect(run.do(failed(1, 'MIC_IN_USE')).take()).toEqual(['close', 'failed - MIC_IN_USE'])
    expect(run.do(devices(BUILT_IN)).take()).toEqual(['open 2 default'])
    expect(run.do(opened(2)).take()).toEqual(['recovered'])
  })

  test('opens again when its processing is changed', () => {
    const run = new Run().do(configure(WARM), opened(1))
    run.take()
    expect(run.do(configure({ ...WARM, echoCancellation: false })).take()).toEqual([
      'close',
      'open 2 default',
    ])
  })

  describe.each(['before it is open', 'after'])('when the system’s default is told, %s', (moment) => {
    const known = (systemDefault: string): CaptureEvent => ({
      type: 'devices',
      inputs: [BUILT_IN],
      systemDefault,
    })
    const first = () =>
      moment === 'after'
        ? new Run().do(configure(WARM), opened(1), known('group1'))
        : new Run().do(configure(WARM), known('group1'), opened(1))

    test('the first time, it stays open', () => {
      expect(first().take()).toEqual(['open 1 default'])
    })

    test('and changes, it follows', () => {
      const run = first()
      run.take()
      expect(run.do(known('group2')).take()).toEqual(['close', 'open 2 default'])
    })
  })
})

describe('a microphone that stays open for a while after use', () => {
  const told = (run: Run) => microphoneState(run.state, 12_345)

  test('is opened by use, then kept for that time', () => {
    const run = new Run().do(configure(FOR_A_WHILE), devices(BUILT_IN))
    expect(run.take()).toEqual([])
    expect(told(run)).toEqual({ status: 'closed', until: null })
    expect(run.do(start('a')).take()).toEqual(['open 1 default'])
    expect(told(run)).toEqual({ status: 'opening', until: null })
    run.do(opened(1), stop('a')).take()
    expect(told(run)).toEqual({ status: 'recording', until: null })
    expect(run.do(flushed('a')).take()).toEqual(['ended a', 'keep-warm'])
    expect(told(run)).toEqual({ status: 'open', until: 12_345 })
    // The next segment begins at once, and the time begins again after it.
    expect(run.do(start('b'), stop('b'), flushed('b')).take()).toEqual([
      'begin b',
      'finish',
      'ended b',
      'keep-warm',
    ])
    expect(run.do({ type: 'cooled' }).take()).toEqual(['close'])
    expect(told(run)).toEqual({ status: 'closed', until: null })
  })

  test('does not close in the middle of a segment', () => {
    const run = new Run().do(
      configure(FOR_A_WHILE),
      start('a'),
      opened(1),
      stop('a'),
      flushed('a'),
      start('b'),
    )
    run.take()
    expect(run.do({ type: 'cooled' }).take()).toEqual([])
    expect(run.do(stop('b'), flushed('b')).take()).toEqual(['finish', 'ended b', 'keep-warm'])
  })

  test('takes over another time when that is set', () => {
    const run = new Run().do(configure(FOR_A_WHILE), start('a'), opened(1), stop('a'), flushed('a'))
    run.take()
    expect(run.do(configure({ ...COLD, keepOpenMs: 300_000 })).take()).toEqual(['keep-warm'])
    expect(run.do(configure(WARM)).take()).toEqual([])
    expect(told(run)).toEqual({ status: 'open', until: null })
    expect(run.do(configure(FOR_A_WHILE)).take()).toEqual(['keep-warm'])
    expect(run.do(configure(COLD)).take()).toEqual(['close'])
  })
})

describe('who watches the level or listens to the stream', () => {
  const hold = (by: 'level' | 'stream', on: boolean): CaptureEvent => ({ type: 'hold', by, on })

  test('has the microphone open for as long', () => {
    const run = new Run().do(configure(COLD), hold('level', true))
    expect(run.take()).toEqual(['open 1 default'])
    run.do(opened(1), hold('stream', true), hold('level', false)).take()
    expect(microphoneState(run.state, 1)).toEqual({ status: 'open', until: null })
    expect(run.do(hold('stream', false)).take()).toEqual(['close'])
  })

  test('keeps it open between segments', () => {
    const run = new Run().do(configure(COLD), hold('stream', true), opened(1))
    run.take()
    expect(run.do(start('a'), stop('a'), flushed('a')).take()).toEqual(['begin a', 'finish', 'ended a'])
    expect(run.do(hold('stream', false)).take()).toEqual(['close'])
  })

  test('gets it back when it was unplugged', () => {
    const run = new Run().do(configure(COLD), devices(BUILT_IN), hold('level', true), opened(1))
    run.take()
    expect(run.do({ type: 'lost', token: 1 }).take()).toEqual([
      'close',
      'failed - MIC_LOST',
      'open 2 default',
    ])
  })
})

describe('a chosen device', () => {
  const chosen: InputConfig = { ...WARM, label: 'Headset' }

  test('is found by its label', () => {
    const run = new Run().do(devices(BUILT_IN, HEADSET), configure(chosen))
    expect(run.take()).toEqual(['open 1 h'])
  })

  test('that is not there is replaced by the default, and said to be', () => {
    const run = new Run().do(devices(BUILT_IN), configure(chosen))
    expect(run.take()).toEqual(['open 1 default'])
    expect(run.do(opened(1)).take()).toEqual(['failed - MIC_LOST'])
  })

  test('is gone back to when it is plugged in again', () => {
    const run = new Run().do(devices(BUILT_IN), configure(chosen), opened(1))
    run.take()
    expect(run.do(devices(BUILT_IN, HEADSET)).take()).toEqual(['close', 'open 2 h'])
    expect(run.do(opened(2)).take()).toEqual(['recovered'])
  })

  test('that is unplugged in the middle of a segment is replaced, and the segment goes on', () => {
    const run = new Run().do(devices(BUILT_IN, HEADSET), configure(chosen), opened(1), start('a'))
    run.take()
    expect(run.do({ type: 'lost', token: 1 }).take()).toEqual(['close', 'failed - MIC_LOST', 'open 2 h'])
    // The list is older than the loss: the id is not there any more.
    expect(run.do(failed(2, 'MIC_NOT_FOUND')).take()).toEqual(['open 3 default'])
    expect(run.do(opened(3)).take()).toEqual(['failed - MIC_LOST'])
    expect(run.do(stop('a')).take()).toEqual(['finish'])
  })

  test('is not gone back to in the middle of a segment', () => {
    const run = new Run().do(devices(BUILT_IN), configure(chosen), opened(1), start('a'))
    run.take()
    expect(run.do(devices(BUILT_IN, HEADSET)).take()).toEqual([])
    run.do(stop('a')).take()
    expect(run.do(flushed('a')).take()).toEqual(['ended a', 'close', 'open 2 h'])
  })

  test('with no other left fails the segment', () => {
    const run = new Run().do(devices(HEADSET), configure(chosen), opened(1), start('a'))
    run.do({ type: 'lost', token: 1 }, failed(2, 'MIC_NOT_FOUND'))
    run.take()
    expect(run.do(failed(3, 'MIC_NOT_FOUND')).take()).toEqual(['finish', 'close', 'failed a MIC_NOT_FOUND'])
    // What the worklet still hands over is not answered for twice.
    expect(run.do(flushed('a')).take()).toEqual([])
  })

  test('is not called missing while no device has a name', () => {
    const run = new Run().do(configure(chosen))
    run.take()
    expect(run.do(opened(1)).take()).toEqual([])
  })
})

test('a segment that was not stopped ends when the next one starts', () => {
  const run = new Run().do(configure(WARM), opened(1), start('a'))
  run.take()
  expect(run.do(start('b')).take()).toEqual(['finish', 'begin b'])
})

test('an answer that comes too late is for nobody', () => {
  const run = new Run().do(configure(WARM), opened(1), configure({ ...WARM, noiseSuppression: false }))
  run.take()
  expect(run.do(opened(1), failed(1, 'MIC_DENIED'), { type: 'lost', token: 1 }).take()).toEqual([])
})

test('a muted track is said to be silent, and said to be well again', () => {
  const run = new Run().do(configure(WARM), opened(1))
  run.take()
  expect(run.do({ type: 'muted', token: 1, muted: true }).take()).toEqual(['failed - MIC_SILENT'])
  expect(run.do({ type: 'muted', token: 1, muted: false }).take()).toEqual(['recovered'])
})

test('whatever happens, every segment is answered for exactly once when all is over', () => {
  const codes = ['MIC_DENIED', 'MIC_NOT_FOUND', 'MIC_IN_USE'] as const
  const step = fc.oneof(
    fc
      .constantFrom(
        'start',
        'stop',
        'open',
        'lose',
        'devices',
        'warm',
        'cold',
        'while',
        'cool',
        'watch',
        'flush',
      )
      .map((name) => ({ name })),
    fc.constantFrom(...codes).map((code) => ({ name: 'fail' as const, code })),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const run = new Run().do(configure(COLD))
      const inWorklet: string[] = []
      let begun: string | null = null
      let count = 0
      const settle = () => {
        for (const effect of run.effects.splice(0)) {
          if (effect.type === 'begin') begun = effect.segment
          if (effect.type === 'finish' && begun !== null) inWorklet.push(begun)
          if (
            effect.type === 'emit' &&
            effect.message.type !== 'capture-recovered' &&
            effect.message.segment !== null
          ) {
            answered.push(effect.message.segment)
          }
        }
      }
      const answered: string[] = []
      const act = (event: CaptureEvent) => {
        run.do(event)
        settle()
      }
      const flushAll = () => {
        for (const segment of inWorklet.splice(0)) act(flushed(segment))
      }
      for (const each of steps) {
        const token = run.state.lastToken
        if (each.name === 'start') act(start(`s${++count}`))
        else if (each.name === 'stop') act(stop(`s${count}`))
        else if (each.name === 'open') act(opened(token))
        else if (each.name === 'lose') act({ type: 'lost', token })
        else if (each.name === 'devices') act(devices(HEADSET))
        else if (each.name === 'warm') act(configure(WARM))
        else if (each.name === 'cold') act(configure(COLD))
        else if (each.name === 'while') act(configure(FOR_A_WHILE))
        else if (each.name === 'cool') act({ type: 'cooled' })
        else if (each.name === 'watch') act({ type: 'hold', by: 'level', on: token % 2 === 0 })
        else if (each.name === 'flush') flushAll()
        else if ('code' in each) act(failed(token, each.code))
      }
      act(stop(`s${count}`))
      for (let round = 0; round < 3; round++) {
        act(opened(run.state.lastToken))
        flushAll()
      }
      expect(answered.toSorted()).toEqual(
        Array.from({ length: count }, (_, index) => `s${index + 1}`).toSorted(),
      )
      expect(run.state.running).toBeNull()
    }),
    { numRuns: 300 },
  )
})
