import { z } from 'zod'
import type { Ring, SkillStore, Timer } from './types.ts'
import { formatDuration } from './durations.ts'

const KEY = 'timers'

/** `setTimeout` fires at once above 2^31 - 1 ms (24.8 days), so longer waits are made of several. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

/** So that a runaway client cannot fill the disk. */
export const MAX_TIMERS_PER_USER = 50

const timerSchema = z.object({
  id: z.string(),
  username: z.string(),
  sessionId: z.string(),
  kind: z.enum(['timer', 'alarm', 'reminder']),
  label: z.string(),
  lang: z.enum(['en', 'zh']),
  createdAt: z.number(),
  dueAt: z.number(),
}) satisfies z.ZodType<Timer>

export interface TimerServiceOptions {
  readonly store: SkillStore
  /** Epoch ms. */
  readonly now: () => number
  /** Calls back after `ms`; returns what undoes it. */
  readonly schedule: (callback: () => void, ms: number) => () => void
  readonly newId: () => string
  readonly onRing: (ring: Ring) => void
  /** How many run now, of all people; also told at the start. */
  readonly onCount: (running: number) => void
  /** Told when the list could not be saved after a timer rang; at other times the caller of the method is. */
  readonly onError: (error: unknown) => void
}

/** Keeps timers, on disk and armed, and rings them. */
export class TimerService {
  readonly #options: TimerServiceOptions
  readonly #timers = new Map<string, Timer>()
  readonly #disarm = new Map<string, () => void>()
  #lastSave: Promise<void> = Promise.resolve()

  constructor(options: TimerServiceOptions) {
    this.#options = options
  }

  /** Reads the timers of the last run and arms them; those that came due meanwhile ring now, as late. */
  async start(): Promise<void> {
    const stored = z.array(timerSchema).safeParse((await this.#options.store.get(KEY)) ?? [])
    if (!stored.success) this.#options.onError(stored.error)
    for (const timer of stored.data ?? []) {
      this.#timers.set(timer.id, timer)
      this.#arm(timer, timer.dueAt <= this.#options.now())
    }
    this.#tellCount()
  }

  /** Sets a timer; resolves when it is on disk. `null` when the person has too many already. */
  async add(wanted: Omit<Timer, 'id' | 'createdAt'>): Promise<Timer | null> {
    if (this.of(wanted.username).length >= MAX_TIMERS_PER_USER) return null
    const timer: Timer = { ...wanted, id: this.#options.newId(), createdAt: this.#options.now() }
    this.#timers.set(timer.id, timer)
    this.#arm(timer, false)
    this.#tellCount()
    await this.#save()
    return timer
  }

  /** The person's timers, the next to ring first. */
  of(username: string): Timer[] {
    return [...this.#timers.values()]
      .filter((timer) => timer.username === username)
      .sort((a, b) => a.dueAt - b.dueAt)
  }

  /** Moves a timer's end by `ms`. */
  async extend(id: string, ms: number): Promise<Timer | null> {
    const timer = this.#timers.get(id)
    if (timer === undefined) return null
    const moved = { ...timer, dueAt: timer.dueAt + ms }
    this.#timers.set(id, moved)
    this.#disarm.get(id)?.()
    this.#arm(moved, false)
    await this.#save()
    return moved
  }

  async cancel(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#drop(id)
    this.#tellCount()
    await this.#save()
  }

  /** Disarms everything; the timers stay on disk for the next `start`. */
  async close(): Promise<void> {
    for (const disarm of this.#disarm.values()) disarm()
    this.#disarm.clear()
    await this.#lastSave.catch(() => undefined)
  }

  #arm(timer: Timer, isLate: boolean): void {
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(0, timer.dueAt - this.#options.now()))
    const onTime = (): void => {
      // The clock may have been set back, or the wait was only a part.
      if (timer.dueAt > this.#options.now()) this.#arm(timer, isLate)
      else this.#ring(timer, isLate)
    }
    this.#disarm.set(timer.id, this.#options.schedule(onTime, wait))
  }

  #ring(timer: Timer, isLate: boolean): void {
    this.#drop(timer.id)
    this.#save().catch(this.#options.onError)
    this.#options.onRing({ timer, late: isLate, text: ringText(timer, isLate) })
    this.#tellCount()
  }

  #drop(id: string): void {
    this.#disarm.get(id)?.()
    this.#disarm.delete(id)
    this.#timers.delete(id)
  }

  #tellCount(): void {
    this.#options.onCount(this.#timers.size)
  }

  #save(): Promise<void> {
    this.#lastSave = this.#options.store.put(KEY, [...this.#timers.values()])
    return this.#lastSave
  }
}

/** What is said when a timer rings. */
export function ringText(timer: Timer, isLate: boolean): string {
  const { kind, label, lang } = timer
  const length = formatDuration(timer.dueAt - timer.createdAt, lang)
  if (lang === 'zh') {
    const late = isLate ? '（我当时没有运行，所以晚了）' : ''
    if (kind === 'reminder') return `提醒你：${label}。${late}`
    if (kind === 'alarm') return `闹钟响了。${label}${late}`
    return `${label === '' ? length : label}的计时器到时间了。${late}`
  }
  const late = isLate ? ' I was not running when it was due, so this is late.' : ''
  if (kind === 'reminder') return `Here is your reminder: ${label}.${late}`
  if (kind === 'alarm') return `Your alarm is ringing${label === '' ? '' : `: ${label}`}.${late}`
  return `Your ${label === '' ? length : label} timer is done.${late}`
}
