/** So long before a talk is cut off the person is told, in ms. */
const WARN_MS = 30_000

/** What is left of a talk, as a clock; and when that has to be looked at again. */
export interface Countdown {
  /** Whole seconds; null while there is plenty. */
  readonly seconds: number | null
  /** In ms from now; null: never. */
  readonly againMs: number | null
}

/** Tells what is left until `cutAt`; both times in ms since the epoch. */
export function countdown(cutAt: number | null, now: number): Countdown {
  if (cutAt === null) return { seconds: null, againMs: null }
  const left = cutAt - now
  if (left > WARN_MS) return { seconds: null, againMs: left - WARN_MS }
  if (left <= 0) return { seconds: 0, againMs: null }
  const seconds = Math.ceil(left / 1000)
  return { seconds, againMs: left - (seconds - 1) * 1000 }
}

/** Seconds as a clock: 75 is 1:15. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
