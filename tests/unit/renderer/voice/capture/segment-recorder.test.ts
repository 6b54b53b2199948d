import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CutterMessage } from '../../../../../src/renderer/voice/capture/segment-cutter.ts'
import { SegmentRecorder } from '../../../../../src/renderer/voice/capture/segment-recorder.ts'

const RATE = 48_000
/** A ramp is what a low-pass filter leaves as it is: each sample tells its own place. */
const STEP = 1 / 65_536
/** What a 16 kHz sample is as a 16-bit value: three steps of the ramp, in steps of 1/32768. */
const perOutput = (index: number) => index * 1.5

/** A recorder with a microphone whose first sample is of time 0, and whose sound takes `delay` ms. */
function recorder(delay = 10) {
  const messages: CutterMessage[] = []
  let heard = 0
  const made = new SegmentRecorder({
    emit: (message) => messages.push(message),
    heard: (samples) => (heard += samples.length),
  })
  let at = 0
  const hear = (length: number, claim: 'true' | 'false' = 'true') => {
    const mono = Float32Array.from({ length }, (_, index) => (at + index) * STEP)
    at += length
    made.push(mono, RATE, (at / RATE) * 1000 + delay, claim === 'true' ? delay : delay + 500)
  }
  const pcm = (segment: string) =>
    messages
      .filter((message) => message.type === 'frame' && message.segment === segment)
      .flatMap((message) => (message.type === 'frame' ? [...new Int16Array(message.pcm)] : []))
  const types = () => messages.map(({ type }) => type).filter((type) => type !== 'frame')
  return { recorder: made, messages, hear, pcm, types, heard: () => heard }
}

/** That samples are the ramp from its sample `from` on, without a seam. */
function expectRamp(samples: readonly number[], from = 0): void {
  for (const [index, sample] of samples.entries()) {
    expect(Math.abs(sample - perOutput(from + index))).toBeLessThanOrEqual(2)
  }
}

describe('a stop', () => {
  test('ends the segment with the sample of that moment, when that has come', () => {
    const { recorder: made, hear, pcm, types } = recorder()
    made.start('a')
    for (let count = 0; count < 8; count++) hear(480)
    // 80 ms have come when the key comes up, at 103.4 ms.
    made.stop(103.4)
    hear(480)
    hear(480)
    expect(types()).toEqual(['started'])
    expect(made.stopAt).toBe(103.4)
    hear(480)
    expect(types()).toEqual(['started', 'ended'])
    expect(made.stopAt).toBeNull()
    // 103.4 ms are 1654.4 samples.
    expect(pcm('a')).toHaveLength(1655)
    expectRamp(pcm('a'))
  })

  test('takes at most 40 ms more when the times of the buffers can’t be true', () => {
    const { recorder: made, hear, pcm, types } = recorder()
    made.start('a')
    for (let count = 0; count < 10; count++) hear(480, 'false')
    made.stop(110)
    for (let count = 0; count < 4; count++) hear(480, 'false')
    expect(types()).toEqual(['started'])
    hear(480, 'false')
    expect(types()).toEqual(['started', 'ended'])
    // What came until 110 ms are 100 ms of sound.
    expect(pcm('a')).toHaveLength((100 + 40) * 16)
  })

  test('finds its moment in buffers of any length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1100 }), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0, max: 250, noNaN: true }),
        (lengths, stopAt) => {
          const { recorder: made, hear, pcm } = recorder()
          made.start('a')
          made.stop(stopAt)
          for (const length of lengths) hear(length)
          hear(20_000)
          expect(Math.abs(pcm('a').length - stopAt * 16)).toBeLessThanOrEqual(2)
        },
      ),
    )
  })

  test('ends at once when its moment has been heard', () => {
    const { recorder: made, hear, types } = recorder()
    made.start('a')
    hear(4800)
    made.stop(20)
    hear(480)
    expect(types()).toEqual(['started', 'ended'])
  })

  test('without a segment is none', () => {
    const { recorder: made, hear, types } = recorder()
    made.stop(0)
    expect(made.stopAt).toBeNull()
    hear(480)
    expect(types()).toEqual([])
  })
})

describe('orders behind a stop that waits', () => {
  test('begin where it ends: nothing is lost and nothing is sent twice', () => {
    const { recorder: made, hear, pcm, types } = recorder()
    made.start('a')
    hear(480)
    made.stop(33)
    made.start('b')
    made.stop(57)
    made.start('c')
    for (let count = 0; count < 10; count++) hear(480)
    expect(types()).toEqual(['started', 'ended', 'started', 'ended', 'started'])
    expect(pcm('a')).toHaveLength(528)
    expect(pcm('b')).toHaveLength(384)
    expectRamp([...pcm('a'), ...pcm('b'), ...pcm('c')])
  })

  test('are obeyed in their order when nothing more comes', () => {
    const { recorder: made, types } = recorder()
    made.start('a')
    made.stop(33)
    made.start('b')
    made.stop(57)
    made.endNow()
    expect(types()).toEqual(['started', 'ended', 'started', 'ended'])
  })
})

test('what was heard right after a stop is the pre-roll of what follows', () => {
  const { recorder: made, hear, pcm } = recorder()
  made.setPreRoll(300)
  made.start('a')
  made.stop(12.5)
  hear(4800)
  made.start('b')
  hear(4800)
  expect(pcm('a')).toHaveLength(200)
  expectRamp([...pcm('a'), ...pcm('b')])
})

test('a segment can begin with more or less of what was before it than is usual', () => {
  const { recorder: made, hear, messages } = recorder()
  made.setPreRoll(300)
  for (const preRollMs of [800, 50]) {
    for (let count = 0; count < 100; count++) hear(480)
    made.start('a', preRollMs)
    expect(messages.at(-1)?.type).toBe('frame')
    expect(messages.findLast(({ type }) => type === 'started')).toMatchObject({ preRollMs })
    made.stop(0)
    hear(480)
  }
})

test('all that comes is heard by who listens, segment or not', () => {
  const { recorder: made, hear, heard } = recorder()
  hear(4800)
  made.start('a')
  hear(4800)
  made.stop(150)
  hear(4800)
  // Less what the filter still keeps.
  expect(heard()).toBeGreaterThan(4800 - 60)
  expect(heard()).toBeLessThanOrEqual(4800)
})

test('a microphone that is closed ends what waits, and its sound is no pre-roll', () => {
  const { recorder: made, hear, messages } = recorder()
  made.setPreRoll(300)
  made.start('a')
  hear(4800)
  made.stop(150)
  made.cut()
  expect(messages.at(-1)).toMatchObject({ type: 'ended', segment: 'a' })
  hear(4800)
  made.cut()
  made.start('b')
  expect(messages.at(-1)).toEqual({ type: 'started', segment: 'b', preRollMs: 0 })
})

test('a segment goes on with a microphone of another rate', () => {
  const { recorder: made, messages } = recorder()
  made.start('a')
  made.push(new Float32Array(48_000), 48_000, 1000, 0)
  made.cut()
  made.push(new Float32Array(44_100), 44_100, 2000, 0)
  made.stop(2000)
  made.endNow()
  const [ended] = messages.filter((message) => message.type === 'ended')
  // Two seconds in frames of 20 ms, less what the two filters keep.
  expect(ended).toMatchObject({ frames: 100 })
})
