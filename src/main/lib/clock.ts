/** Time, passed in so that cores can be tested without waiting. */
export interface Clock {
  /** Wall time, ms since the Unix epoch: for what people see. It can jump. */
  readonly now: () => number
  /** Monotonic time, ms from an arbitrary start: for durations. */
  readonly elapsed: () => number
  /** Runs `run` once after `ms`. Call the result to cancel; calling it late or twice does nothing. */
  readonly setTimer: (run: () => void, ms: number) => () => void
}

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimer(run, ms) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
