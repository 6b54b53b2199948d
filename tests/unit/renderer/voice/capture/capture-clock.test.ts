import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CaptureClock } from '../../../../../src/renderer/voice/capture/capture-clock.ts'

/** A microphone whose sound takes `delay(i)` ms to come; buffers of `length` ms, from time `start` on. */
function play(clock: CaptureClock, options: Microphone): { spokenAt(position: number): number; end: number } {
  const { start, length, count, delay, claim, drift = 1 } = options
  let end = 0
  for (let index = 1; index <= count; index++) {
    const spokenAt = start + index * length * drift
    const now = spokenAt + delay(index)
    clock.arrived(index * length, now, claim(delay(index)))
    end = Math.max(end, now)
  }
  return { spokenAt: (position) => start + position * drift, end }
}

interface Microphone {
  readonly start: number
  readonly length: number
  readonly count: number
  readonly delay: (index: number) => number
  /** What a buffer says of its age, by its real age. */
  readonly claim: (age: number) => number
  /** Real ms for each ms of the microphone's clock. */
  readonly drift?: number
}

const jitters = fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 1, maxLength: 20 })

test('a moment’s place is never before what was spoken then, and little behind it, whatever buffers claim', () => {
  const claims = fc.oneof(
    fc.constant((age: number) => age),
    // PulseAudio's: all of its own.
    fc.integer({ min: 61, max: 2000 }).map((more) => (age: number) => age + more),
    fc.integer({ min: 61, max: 2000 }).map((less) => (age: number) => age - less),
    fc.constant(() => NaN),
  )
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.constantFrom(2.67, 10, 23.2, 40),
      fc.double({ min: 1, max: 35, noNaN: true }),
      jitters,
      claims,
      fc.double({ min: 0.9995, max: 1.0005, noNaN: true }),
      (start, length, least, jitter, claim, drift) => {
        const clock = new CaptureClock()
        // Ten seconds and more; every second buffer is as quick as can be.
        const delay = (index: number) => (index % 2 === 0 ? least : least + jitter[index % jitter.length]!)
        const count = Math.ceil(10_000 / length)
        const { spokenAt, end } = play(clock, { start, length, count, delay, claim, drift })
        const found = clock.positionOf(end)
        expect(found).not.toBeNull()
        const late = spokenAt(found!) - end
        // Two seconds of a clock that is off by a two-thousandth are 1 ms.
        expect(late).toBeGreaterThanOrEqual(-1.5)
        expect(late).toBeLessThanOrEqual(41.5)
      },
    ),
  )
})

test('what a microphone says of its delay is believed as far as it can be true', () => {
  const claimed = (ms: number) => {
    const clock = new CaptureClock()
    const { end, spokenAt } = play(clock, {
      start: 500,
      length: 10,
      count: 50,
      delay: () => 12,
      claim: () => ms,
    })
    return spokenAt(clock.positionOf(end)!) - end
  }
  expect(claimed(12)).toBeCloseTo(0)
  expect(claimed(60)).toBeCloseTo(48)
  // 40 ms are allowed instead.
  expect(claimed(600)).toBeCloseTo(28)
  expect(claimed(-600)).toBeCloseTo(28)
})

test('a microphone that lost a second of sound is judged anew within two seconds', () => {
  const clock = new CaptureClock()
  const quick = { length: 10, delay: () => 5, claim: () => 5 }
  play(clock, { ...quick, start: 0, count: 100 })
  // The stream goes on where it was, one second later.
  for (let index = 101; index <= 320; index++) clock.arrived(index * 10, 1000 + index * 10 + 5, 5)
  expect(clock.positionOf(4205)).toBeCloseTo(3205)
})

test('before anything has come nothing is known', () => {
  expect(new CaptureClock().positionOf(10)).toBeNull()
})
