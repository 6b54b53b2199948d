/** Time, passed in so that cores can be tested without waiting. */
export interface Clock {
  /** Wall time, ms since the Unix epoch. */
  now(): number
  /** Monotonic time, ms from an arbitrary start: for durations. */
  elapsed(): number
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
}

/** Whole seconds and their fraction since `fromMs`, to a tenth of a millisecond: the unit of every metric on the wire. */
export function secondsSince(fromMs: number, clock: Clock): number {
  return seconds(clock.elapsed() - fromMs)
}

/** Milliseconds as seconds, to a tenth of a millisecond. */
export function seconds(ms: number): number {
  return Math.max(0, Math.round(ms * 10) / 10_000)
}
