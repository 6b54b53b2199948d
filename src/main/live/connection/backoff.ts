/**
 * Delays before each new try, in ms: the first at once, because most losses are a server's restart or a network that
 * changed; then further and further apart (the steps are those of LiveKit's client), up to half a minute.
 */
const DELAYS_MS = [0, 300, 1200, 2700, 4800, 7000, 15_000, 30_000] as const

/** Random extra delay, in ms, so that many clients don't come back in step. */
const JITTER_MS = 1000

/** The delay before try number `tries` (0 for the first after a loss). `random` is between 0 and 1. */
export function retryDelayMs(tries: number, random: number): number {
  const step = DELAYS_MS[Math.min(tries, DELAYS_MS.length - 1)] ?? 0
  return step === 0 ? 0 : Math.round(step + random * JITTER_MS)
}
