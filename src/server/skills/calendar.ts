import type { Lang } from './types.ts'

/** A day of the Gregorian calendar, in no time zone. Month 1 to 12. */
export interface PlainDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** What a clock on the wall shows. */
export interface WallClock extends PlainDate {
  readonly hour: number
  readonly minute: number
}

const DAY_MS = 86_400_000

/** What a clock in the zone shows at an instant (epoch ms). */
export function wallClock(instant: number, timeZone: string): WallClock {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(instant)
  const read = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value)
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
  }
}

/** Minutes by which the zone is ahead of UTC at an instant. */
export function zoneOffsetMinutes(instant: number, timeZone: string): number {
  const clock = wallClock(instant, timeZone)
  const asUtc = Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute)
  return Math.round((asUtc - Math.floor(instant / 60_000) * 60_000) / 60_000)
}

/**
 * The instant (epoch ms) at which a clock in the zone shows this. A time that a change to summer time skips is taken an hour
 * later; of one that comes twice, the first.
 */
export function instantOf(clock: WallClock, timeZone: string): number {
  const asUtc = Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute)
  const before = zoneOffsetMinutes(asUtc - DAY_MS, timeZone)
  const after = zoneOffsetMinutes(asUtc + DAY_MS, timeZone)
  for (const offset of before === after ? [before] : [before, after]) {
    const instant = asUtc - offset * 60_000
    if (zoneOffsetMinutes(instant, timeZone) === offset) return instant
  }
  return asUtc - before * 60_000
}

/** Days since 1970-01-01, for sums with dates. */
export function dayNumber(date: PlainDate): number {
  const utc = new Date(0)
  // Not Date.UTC: it takes years below 100 for 19xx.
  utc.setUTCFullYear(date.year, date.month - 1, date.day)
  return Math.round(utc.getTime() / DAY_MS)
}

export function fromDayNumber(days: number): PlainDate {
  const utc = new Date(days * DAY_MS)
  return { year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, day: utc.getUTCDate() }
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return fromDayNumber(dayNumber(date) + days)
}

/** The same day `months` later, or the last day of that month when it is shorter. */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const index = date.year * 12 + date.month - 1 + months
  const year = Math.floor(index / 12)
  const month = (index % 12) + 1
  return { year, month, day: Math.min(date.day, daysInMonth(year, month)) }
}

export function daysInMonth(year: number, month: number): number {
  return fromDayNumber(
    dayNumber({ year: month === 12 ? year + 1 : year, month: (month % 12) + 1, day: 1 }) - 1,
  ).day
}

export function isLeapYear(year: number): boolean {
  return daysInMonth(year, 2) === 29
}

/** 0 is Sunday. */
export function weekday(date: PlainDate): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7
}

/** ISO 8601 week number: the week with the year's first Thursday is week 1. */
export function isoWeek(date: PlainDate): number {
  const thursday = addDays(date, 3 - ((weekday(date) + 6) % 7))
  return Math.floor((dayNumber(thursday) - dayNumber({ year: thursday.year, month: 1, day: 1 })) / 7) + 1
}

/** "Sunday, November 22, 2026". */
export function formatDate(date: PlainDate, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    calendar: 'gregory',
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  }).format(dayNumber(date) * DAY_MS)
}

/** "3:45 PM", as the locale writes it. */
export function formatTime(instant: number, timeZone: string, locale: string): string {
  return (
    new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit' })
      .format(instant)
      // Newer ICU puts a narrow no-break space before "PM".
      .replace(/\u202f/g, ' ')
  )
}

/** "in 3 days", "3 天后". */
export function daysPhrase(days: number, lang: Lang): string {
  if (lang === 'zh') return `${days} 天`
  return `${days.toLocaleString('en-US')} day${days === 1 ? '' : 's'}`
}
