import { randomUUID } from 'node:crypto'

/** Time and chance as the assistant gets them; tests pass their own. */
export interface Surroundings {
  /** Epoch ms. */
  readonly now: () => number
  /** IANA name of the person's time zone; asked each time, because laptops travel. */
  readonly timeZone: () => string
  /** At least 0, less than 1. */
  readonly random: () => number
  readonly newId: () => string
  /** Calls back after `ms`; returns what undoes it. */
  readonly schedule: (callback: () => void, ms: number) => () => void
}

/** The real ones. */
export const systemSurroundings: Surroundings = {
  now: () => Date.now(),
  timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  random: () => Math.random(),
  newId: () => randomUUID(),
  schedule: (callback, ms) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
