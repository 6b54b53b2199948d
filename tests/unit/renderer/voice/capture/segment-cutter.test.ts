import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SegmentCutter } from '../../../../../src/renderer/voice/capture/segment-cutter.ts'
import type { CutterMessage } from '../../../../../src/renderer/voice/capture/segment-cutter.ts'
import { UPLINK_FRAME_SAMPLES } from '../../../../../src/shared/live-api/audio-format.ts'

/** Samples whose 16-bit values count up, so that a lost or doubled one shows. */
function counting(from: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => ((from + index) % 30_000) / 32_768)
}

function cutter(preRollMs: number) {
  const messages: CutterMessage[] = []
  const made = new SegmentCutter((message) => messages.push(message), preRollMs)
  const pcm = (segment: string) =>
    messages
      .filter((message) => message.type === 'frame' && message.segment === segment)
      .flatMap((message) => (message.type === 'frame' ? [...new Int16Array(message.pcm)] : []))
  return { cutter: made, messages, pcm }
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('a segment', () => {
  test('begins with the pre-roll and loses no sample after it', () => {
    const { cutter: made, messages, pcm } = cutter(20)
    made.push(counting(0, 1000), 1000)
    made.start('a')
    made.push(counting(1000, 777), 777)
    made.stop()
    expect(messages[0]).toEqual({ type: 'started', segment: 'a', preRollMs: 20 })
    expect(pcm('a')).toEqual(range(680, 1777))
  })

  test('comes in frames of 20 ms, the last one as short as it is', () => {
    const { cutter: made, messages } = cutter(0)
    made.start('a')
    made.push(counting(0, 700), 700)
    made.stop()
    const frames = messages.filter((message) => message.type === 'frame')
    expect(frames.map(({ pcm }) => pcm.byteLength / 2)).toEqual([
      UPLINK_FRAME_SAMPLES,
      UPLINK_FRAME_SAMPLES,
      60,
    ])
    expect(frames.map(({ seq }) => seq)).toEqual([0, 1, 2])
    expect(messages.at(-1)).toMatchObject({ type: 'ended', segment: 'a', frames: 3 })
  })

  test('never begins with what an earlier one has sent', () => {
    const { cutter: made, pcm } = cutter(300)
    made.start('a')
    made.push(counting(0, 500), 500)
    made.stop()
    made.push(counting(500, 100), 100)
    made.start('b')
    made.push(counting(600, 100), 100)
    made.stop()
    expect(pcm('a')).toEqual(range(0, 500))
    expect(pcm('b')).toEqual(range(500, 700))
  })

  test('that was not stopped ends when the next one starts', () => {
    const { cutter: made, messages } = cutter(0)
    made.start('a')
    made.push(counting(0, 10), 10)
    made.start('b')
    expect(messages.map(({ type, segment }) => `${type} ${segment}`)).toEqual([
      'started a',
      'frame a',
      'ended a',
      'started b',
    ])
  })

  test('tells its peak, and 0 for digital silence', () => {
    const { cutter: made, messages } = cutter(0)
    made.start('a')
    made.push(new Float32Array([0.1, -0.5, 0.2]), 3)
    made.stop()
    made.start('b')
    made.push(new Float32Array(400), 400)
    made.stop()
    const peaks = messages.filter((message) => message.type === 'ended').map(({ peak }) => peak)
    expect(peaks).toEqual([0.5, 0])
  })

  test('of nothing has no frame', () => {
    const { cutter: made, messages } = cutter(0)
    made.start('a')
    made.stop()
    expect(messages.at(-1)).toEqual({ type: 'ended', segment: 'a', frames: 0, peak: 0 })
  })

  test('is whole however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }), (lengths) => {
        const { cutter: made, pcm } = cutter(0)
        made.start('a')
        let at = 0
        for (const length of lengths) {
          made.push(counting(at, length), length)
          at += length
        }
        made.stop()
        expect(pcm('a')).toEqual(range(0, at))
      }),
    )
  })
})

test('a closed microphone leaves no pre-roll', () => {
  const { cutter: made, messages } = cutter(300)
  made.push(counting(0, 2000), 2000)
  made.clear()
  made.start('a')
  expect(messages).toEqual([{ type: 'started', segment: 'a', preRollMs: 0 }])
})

test('a stop without a start says nothing', () => {
  const { cutter: made, messages } = cutter(0)
  made.stop()
  expect(messages).toEqual([])
})
