/** Names that are watched at once; the oldest is forgotten first. */
const MAX_NAMES = 10_000

/**
 * Counts wrong passwords for each account name (whether or not there is such an account) in a window of time. Pure: the
 * time is passed in.
 */
export function loginGuard(limits: { attempts: number; windowMs: number }) {
  const failures = new Map<string, number[]>()

  const recent = (name: string, now: number): number[] =>
    (failures.get(name) ?? []).filter((at) => now - at < limits.windowMs)

  return {
    /** Ms until another password may be tried for this name; 0 when now. */
    waitMs(name: string, now: number): number {
      const times = recent(name, now)
      const oldest = times[times.length - limits.attempts]
      return oldest === undefined ? 0 : oldest + limits.windowMs - now
    },
    failed(name: string, now: number): void {
      const times = [...recent(name, now), now].slice(-limits.attempts)
      failures.delete(name)
      failures.set(name, times)
      if (failures.size > MAX_NAMES) failures.delete(failures.keys().next().value as string)
    },
    succeeded(name: string): void {
      failures.delete(name)
    },
  }
}
