import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SampleQueue, SILENCE_RAMP_MS } from '../../../../../src/renderer/voice/playback/sample-queue.ts'
import type { QueueReport } from '../../../../../src/renderer/voice/playback/sample-queue.ts'
import { largestDifference, sine, withoutSine } from '../signals.ts'

const RATE = 48_000
const QUANTUM = 128

/** A queue and a speaker that pulls it as the audio thread does. */
class Player {
  readonly reports: QueueReport[] = []
  readonly queue: SampleQueue
  readonly heard: number[] = []

  constructor(rate = RATE) {
    this.queue = new SampleQueue(rate, (report) => this.reports.push(report))
  }

  pull(quanta = 1): this {
    for (let count = 0; count < quanta; count++) {
      const output = new Float32Array(QUANTUM)
      this.queue.pull(output, this.heard.length)
      this.heard.push(...output)
    }
    return this
  }

  chunk(epoch: number, seq: number, samples: Float32Array, sampleRate = RATE): this {
    this.queue.append({ epoch, seq, samples, sampleRate })
    return this
  }

  of(type: QueueReport['type']): QueueReport[] {
    return this.reports.filter((report) => report.type === type)
  }
}

/** Largest step between neighbours. */
const largestStep = (samples: readonly number[]) =>
  samples.reduce(
    (most, sample, index) => Math.max(most, Math.abs(sample - (samples[index - 1] ?? sample))),
    0,
  )

describe('chunks of the context’s own rate', () => {
  test('come out sample by sample as they are, without a gap', () => {
    const whole = sine(440, RATE, 10_000)
    const player = new Player()
    player
      .chunk(1, 0, whole.subarray(0, 3333))
      .chunk(1, 1, whole.subarray(3333, 7001))
      .chunk(1, 2, whole.subarray(7001))
    player.queue.end(1)
    player.pull(90)
    expect(Float32Array.from(player.heard.slice(0, 10_000))).toEqual(whole)
    expect(player.reports).toEqual([
      { type: 'started', epoch: 1, seq: 0, frame: 0 },
      { type: 'started', epoch: 1, seq: 1, frame: 3333 },
      { type: 'started', epoch: 1, seq: 2, frame: 7001 },
      { type: 'drained', epoch: 1, frame: 10_000 },
    ])
  })

  test('however a sine is cut, it is heard whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }), (lengths) => {
        const total = lengths.reduce((sum, length) => sum + length, 0)
        const whole = sine(300, RATE, total)
        const player = new Player()
        let at = 0
        for (const [seq, length] of lengths.entries()) {
          player.chunk(1, seq, whole.subarray(at, at + length))
          at += length
        }
        player.queue.end(1)
        player.pull(Math.ceil(total / QUANTUM) + 1)
        expect(Float32Array.from(player.heard.slice(0, total))).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })
})

describe.each([16_000, 22_050, 24_000, 44_100])('chunks of %i Hz', (rate) => {
  test('have no seam where they were cut', () => {
    const whole = sine(440, rate, rate)
    const cut = Math.floor(rate * 0.377)
    const together = new Player().chunk(1, 0, whole, rate)
    const apart = new Player()
      .chunk(1, 0, whole.subarray(0, cut), rate)
      .chunk(1, 1, whole.subarray(cut), rate)
    for (const player of [together, apart]) {
      player.queue.end(1)
      player.pull(380)
    }
    expect(apart.heard).toEqual(together.heard)
    expect(apart.of('drained')).toEqual([{ type: 'drained', epoch: 1, frame: RATE }])
  })

  test('tell when their first sample is heard', () => {
    const cut = Math.floor(rate / 2)
    const player = new Player()
      .chunk(1, 0, sine(440, rate, cut), rate)
      .chunk(1, 1, sine(440, rate, cut), rate)
    player.queue.end(1)
    player.pull(380)
    expect(player.of('started').map(({ frame }) => frame)).toEqual([0, Math.ceil((cut * RATE) / rate)])
  })

  test('are still a pure sine', () => {
    const player = new Player().chunk(1, 0, sine(440, rate, rate / 2, 0.5), rate)
    player.queue.end(1)
    player.pull(200)
    const part = Float32Array.from(player.heard.slice(4000, 20_000))
    expect(Math.max(...withoutSine(part, 440, RATE).map(Math.abs))).toBeLessThan(1e-4)
  })
})

test('chunks of different rates follow each other without a gap', () => {
  const player = new Player().chunk(1, 0, new Float32Array(2400).fill(0.5), 24_000)
  player.chunk(1, 1, new Float32Array(4410).fill(0.5), 44_100)
  player.queue.end(1)
  player.pull(100)
  expect(player.of('started').map(({ frame }) => frame)).toEqual([0, 4800])
  expect(player.of('drained').map(({ frame }) => frame)).toEqual([9600])
})

describe('silence', () => {
  test('comes within the ramp, without a click, and forgets what was queued', () => {
    const player = new Player().chunk(1, 0, sine(440, RATE, RATE)).chunk(1, 1, sine(440, RATE, RATE))
    player.pull(50)
    player.queue.silence(1)
    player.pull(50)
    const ramp = Math.round((SILENCE_RAMP_MS * RATE) / 1000)
    const at = 50 * QUANTUM
    expect(SILENCE_RAMP_MS).toBeLessThanOrEqual(5)
    expect(player.heard.slice(at + ramp + 64).every((sample) => Math.abs(sample) < 1e-4)).toBe(true)
    // The sine itself moves by no more than this in one step.
    expect(largestStep(player.heard)).toBeLessThan(0.5 * 2 * Math.PI * (440 / RATE) * 1.3)
    const heard = { epoch: 1, seq: 0, share: at / RATE }
    expect(player.of('silenced')).toEqual([{ type: 'silenced', epoch: 1, frame: at + ramp, heard }])
    expect(player.of('drained')).toEqual([])
  })

  test('ramps what is resampled too', () => {
    const player = new Player().chunk(1, 0, sine(440, 24_000, 24_000), 24_000)
    player.pull(50)
    player.queue.silence(1)
    player.pull(50)
    expect(player.of('silenced')).toHaveLength(1)
    expect(largestStep(player.heard)).toBeLessThan(0.5 * 2 * Math.PI * (440 / RATE) * 1.3)
  })

  test.each([0, 1, 2, 100])('clicks as little when %d samples are left to ramp', (left) => {
    const level = 0.5
    const player = new Player().chunk(1, 0, new Float32Array(20 * QUANTUM + left).fill(level)).pull(20)
    player.queue.silence(1)
    player.pull(20)
    const ramp = Math.round((SILENCE_RAMP_MS * RATE) / 1000)
    expect(largestStep(player.heard)).toBeLessThan((level * 2) / ramp)
    expect(player.of('silenced')).toHaveLength(1)
  })

  test('of a queue that plays nothing is there at once', () => {
    const player = new Player()
    player.queue.silence(3)
    expect(player.reports).toEqual([{ type: 'silenced', epoch: 3, frame: 0, heard: null }])
  })

  test('leaves a newer epoch alone, which begins right after the ramp', () => {
    const player = new Player().chunk(1, 0, sine(440, RATE, RATE)).pull(10)
    player.queue.silence(1)
    player.chunk(2, 0, new Float32Array(RATE).fill(0.25))
    player.pull(10)
    const [started] = player.of('started').filter(({ epoch }) => epoch === 2)
    expect(started?.frame).toBe(10 * QUANTUM + 192)
    expect(player.heard[10 * QUANTUM + 192]).toBe(0.25)
  })

  test('twice is once', () => {
    const player = new Player().chunk(1, 0, sine(440, RATE, RATE)).pull(10)
    player.queue.silence(1)
    player.queue.silence(1)
    player.pull(10)
    expect(player.of('silenced')).toHaveLength(1)
  })

  test('in the middle of an underrun ends it', () => {
    const player = new Player().chunk(1, 0, sine(440, RATE, 4000)).pull(40)
    player.queue.silence(1)
    player.chunk(2, 0, sine(440, RATE, 4000)).pull(40)
    expect(player.reports.map(({ type, epoch }) => `${type} ${epoch}`)).toEqual([
      'started 1',
      'underrun 1',
      'silenced 1',
      'started 2',
      'underrun 2',
    ])
  })
})

describe('progress', () => {
  test('is told about eight times a second, in shares of the chunk that plays', () => {
    const player = new Player()
      .chunk(1, 0, sine(440, RATE, RATE))
      .chunk(1, 1, sine(440, 24_000, 12_000), 24_000)
    player.queue.end(1)
    player.pull(600)
    const told = player.of('progress').map((report) => ({ share: 0, seq: 0, ...report }))
    expect(told.length).toBeGreaterThanOrEqual(11)
    expect(told.length).toBeLessThanOrEqual(13)
    for (const { seq, share, frame } of told) {
      const played = seq === 0 ? frame / RATE : (frame - RATE) / (RATE / 2)
      expect(share).toBeCloseTo(Math.min(1, played), 2)
    }
    expect(new Set(told.map(({ seq }) => seq))).toEqual(new Set([0, 1]))
  })

  test('stands still in a pause', () => {
    const player = new Player().chunk(1, 0, sine(440, RATE, 10_000)).pull(200)
    expect(player.of('progress').length).toBeLessThanOrEqual(2)
    player.queue.silence(1)
    expect(player.of('silenced')).toMatchObject([{ heard: { seq: 0, share: 1 } }])
  })
})

describe('when audio runs out before the end', () => {
  test('the last sample dies away instead of stepping to zero', () => {
    const player = new Player().chunk(1, 0, new Float32Array(2000).fill(0.5)).pull(30)
    expect(player.of('underrun')).toEqual([{ type: 'underrun', epoch: 1, frame: 2000 }])
    expect(largestStep(player.heard.slice(1))).toBeLessThan(0.02)
    expect(player.heard.at(-1)).toBe(0)
  })

  test('it goes on with the next chunk, faded in', () => {
    const player = new Player().chunk(1, 0, new Float32Array(2000).fill(0.5)).pull(30)
    player.chunk(1, 1, new Float32Array(RATE).fill(0.5)).pull(10)
    expect(largestStep(player.heard.slice(1))).toBeLessThan(0.02)
    expect(player.heard.at(-1)).toBe(0.5)
  })

  test('small chunks are gathered first, and more of them each time', () => {
    const player = new Player().chunk(1, 0, new Float32Array(2000).fill(0.5)).pull(30)
    // 10 ms, while 60 ms are wanted: it waits.
    player.chunk(1, 1, new Float32Array(480).fill(0.5)).pull(4)
    expect(player.of('started')).toHaveLength(1)
    player.chunk(1, 2, new Float32Array(2400).fill(0.5)).pull(1)
    expect(player.of('started')).toHaveLength(2)
  })

  test('but nothing waits for longer than the lead', () => {
    const player = new Player().chunk(1, 0, new Float32Array(100).fill(0.5))
    // 20 ms are seven and a half quanta.
    player.pull(8)
    expect(player.of('started')).toEqual([])
    player.pull(1)
    expect(player.of('started')).toEqual([{ type: 'started', epoch: 1, seq: 0, frame: 8 * QUANTUM }])
  })

  test('what the resampler holds back is heard before the pause', () => {
    const player = new Player().chunk(1, 0, sine(440, 24_000, 1000), 24_000).pull(40)
    expect(player.of('underrun').map(({ frame }) => frame)).toEqual([2000])
  })
})

test.each([24_000, 22_050, RATE])('a pause in the middle of a wave of %i Hz does not click', (rate) => {
  const cut = Math.floor(rate * 0.2508)
  const player = new Player().chunk(1, 0, sine(440, rate, cut), rate).pull(150)
  expect(player.of('underrun')).toHaveLength(1)
  player.chunk(1, 1, sine(440, rate, cut, 0.5, cut), rate).pull(150)
  expect(player.heard.slice(0, 10_000).some((sample) => Math.abs(sample) > 0.45)).toBe(true)
  expect(largestStep(player.heard)).toBeLessThan(0.5 * 2 * Math.PI * (440 / RATE) * 1.3)
})

test('an epoch without chunks drains at once', () => {
  const player = new Player()
  player.queue.end(4)
  player.pull()
  expect(player.reports).toEqual([{ type: 'drained', epoch: 4, frame: 0 }])
})

test('epochs follow each other, each with its own end', () => {
  const player = new Player().chunk(1, 0, new Float32Array(1500).fill(0.1))
  player.queue.end(1)
  player.chunk(2, 0, new Float32Array(1500).fill(0.2))
  player.queue.end(2)
  player.pull(30)
  expect(player.reports.map(({ type, epoch, frame }) => [type, epoch, frame])).toEqual([
    ['started', 1, 0],
    ['drained', 1, 1500],
    ['started', 2, 1500],
    ['drained', 2, 3000],
  ])
})

test('ten minutes of chunks leave nothing behind', () => {
  const player = new Player(16_000)
  const second = sine(200, 24_000, 24_000)
  let peak = 0
  for (let count = 0; count < 120; count++) {
    player.chunk(1, count, second, 24_000).pull(125)
    peak = Math.max(
      peak,
      largestDifference(Float32Array.from(player.heard.slice(-16_000)), new Float32Array(16_000)),
    )
    player.heard.length = 0
  }
  expect(player.of('underrun')).toEqual([])
  expect(peak).toBeLessThan(0.501)
})

describe('a reply of ten minutes', () => {
  test.each([
    ['of the device’s own rate, in sentences of 7.3 s', 48_000, 48_000, 350_400],
    ['that is resampled, in pieces of a third of a second', 11_025, 8_000, 3675],
  ])('%s ends at its very sample', { timeout: 60_000 }, (_, rate, device, length) => {
    const count = Math.ceil((600 * rate) / length)
    const chunk = sine(200, rate, length)
    const reports: QueueReport[] = []
    const queue = new SampleQueue(device, (report) => {
      if (report.type !== 'progress') reports.push(report)
    })
    const output = new Float32Array(QUANTUM)
    let [frame, sent] = [0, 0]
    while (reports.at(-1)?.type !== 'drained') {
      // As a server sends it: a little ahead of the speaker.
      while (sent < count && (sent * length) / rate < frame / device + 10) {
        queue.append({ epoch: 1, seq: sent, samples: chunk, sampleRate: rate })
        sent += 1
        if (sent === count) queue.end(1)
      }
      queue.pull(output, frame)
      frame += QUANTUM
    }
    const started = reports.filter(({ type }) => type === 'started').map((report) => report.frame)
    const places = Array.from({ length: count }, (_each, index) =>
      Math.ceil((index * length * device) / rate),
    )
    expect(started).toEqual(places)
    expect(reports.at(-1)?.frame).toBe(Math.ceil((count * length * device) / rate))
    expect(reports.some(({ type }) => type === 'underrun')).toBe(false)
  })
})
