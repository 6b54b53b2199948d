import * as chrono from 'chrono-node'
import {
  addDays,
  addMonths,
  dayNumber,
  instantOf,
  wallClock,
  weekday,
  zoneOffsetMinutes,
} from './calendar.ts'
import type { PlainDate } from './calendar.ts'
import { findHoliday, nextHoliday } from './holidays.ts'

/** Where and when words like "tomorrow" are meant. */
export interface Reference {
  /** Epoch ms. */
  readonly now: number
  readonly timeZone: string
}

/** Whether a date without a year is the coming one or the nearest before. */
export type Direction = 'future' | 'past'

/** A date that was named, and the feast that it is. */
export interface NamedDate {
  readonly date: PlainDate
  readonly holiday: { readonly en: string; readonly zh: string } | null
}

/**
 * The date that a whole English phrase names ("tomorrow", "next friday", "july 4 1976", "in 3 weeks", "christmas"), or `null`
 * when it is not just a date.
 */
export function parseDate(
  phrase: string,
  { now, timeZone }: Reference,
  direction: Direction,
): NamedDate | null {
  const text = phrase.replace(/^(?:on|the day of) /, '').trim()
  if (text === '') return null
  const today = wallClock(now, timeZone)
  const holiday = parseHoliday(text, today, direction)
  if (holiday !== null) return holiday
  const relative = parseRelative(text, today)
  if (relative !== null) return { date: relative, holiday: null }

  const results = chrono.en.casual.parse(
    text,
    { instant: new Date(now), timezone: zoneOffsetMinutes(now, timeZone) },
    { forwardDate: direction === 'future' },
  )
  const [found] = results
  if (found === undefined || results.length > 1 || found.text.length < text.replace(/^the /, '').length)
    return null
  const start = found.start
  const [year, month, day] = [start.get('year'), start.get('month'), start.get('day')]
  if (year === null || month === null || day === null) return null
  // "7 pm" is no date, and "march" no day.
  if (!start.isCertain('day') && !start.isCertain('weekday')) return null
  let date: PlainDate = { year, month, day }
  const isAhead = dayNumber(date) > dayNumber(today)
  if (direction === 'past' && isAhead && !start.isCertain('year') && start.isCertain('month')) {
    date = { ...date, year: year - 1 }
  }
  return { date, holiday: null }
}

function parseHoliday(text: string, today: PlainDate, direction: Direction): NamedDate | null {
  const match = /^(next |this |last )?(.+?)(?: (\d{4})| next year| this year)?$/.exec(text)
  const holiday = findHoliday(text) ?? findHoliday(match?.[2] ?? '')
  if (holiday === null) return null
  const named = { en: holiday.en, zh: holiday.zh }
  if (match?.[3] !== undefined) return { date: holiday.on(Number(match[3])), holiday: named }
  if (text.endsWith(' next year')) return { date: holiday.on(today.year + 1), holiday: named }
  if (text.endsWith(' this year')) return { date: holiday.on(today.year), holiday: named }
  const next = nextHoliday(holiday, today)
  if (direction === 'future' && match?.[1] !== 'last ') return { date: next, holiday: named }
  const isToday = next.year === today.year && next.month === today.month && next.day === today.day
  return { date: isToday ? next : holiday.on(next.year - 1), holiday: named }
}

const DAY_WORDS: Readonly<Record<string, number>> = {
  today: 0,
  tonight: 0,
  tomorrow: 1,
  yesterday: -1,
  'the day after tomorrow': 2,
  'day after tomorrow': 2,
  'the day before yesterday': -2,
  'day before yesterday': -2,
}
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** Sums of whole days, weeks, months and years, which depend on the calendar only; a bare weekday is the next one. */
function parseRelative(text: string, today: PlainDate): PlainDate | null {
  const word = DAY_WORDS[text]
  if (word !== undefined) return addDays(today, word)
  const day = WEEKDAYS.indexOf(text.replace(/^this (?:coming )?|^coming /, ''))
  if (day >= 0) return addDays(today, (day - weekday(today) + 7) % 7)
  const match =
    /^(?:in )?(\d+|an?) (day|week|month|year)s?(?: (from now|from today|later|ago|hence|from tomorrow))?$/.exec(
      text,
    )
  if (match === null || (!text.startsWith('in ') && match[3] === undefined)) return null
  const count = /^an?$/.test(match[1] as string) ? 1 : Number(match[1])
  const signed = match[3] === 'ago' ? -count : count
  if (Math.abs(signed) > 100_000) return null
  const from = match[3] === 'from tomorrow' ? addDays(today, 1) : today
  if (match[2] === 'day') return addDays(from, signed)
  if (match[2] === 'week') return addDays(from, signed * 7)
  return addMonths(from, match[2] === 'month' ? signed : signed * 12)
}

/**
 * The instant (epoch ms) that a whole English phrase names for an alarm ("7 am", "tomorrow at 8:30", "noon"), always ahead of
 * now. `null` when it does not name a time of day.
 */
export function parseMoment(phrase: string, { now, timeZone }: Reference): number | null {
  const text = phrase
    .replace(/\boclock\b/g, '')
    .replace(/\b(\d{1,2}) ([0-5]\d)(?= ?(?:am|pm)\b|$)/g, '$1:$2')
    .replace(/\bin the morning\b/g, 'am')
    .replace(/\b(?:in the (?:afternoon|evening)|at night|tonight)\b/g, (words) =>
      words === 'tonight' ? 'today pm' : 'pm',
    )
    .replace(/^(?:at|for) /, '')
    .replace(/\bhalf past (\d{1,2})\b/g, '$1:30')
    .replace(/\b(?:a )?quarter past (\d{1,2})\b/g, '$1:15')
    .replace(/\b(?:a )?quarter to (\d{1,2})\b/g, (_, hour: string) => `${((Number(hour) + 10) % 12) + 1}:45`)
    .replace(/\s+/g, ' ')
    .trim()
  const plain = /^(\d{1,2})(?::(\d{2}))?(?: ?(am|pm))?$/.exec(text)
  const results = chrono.en.casual.parse(
    plain !== null && plain[3] === undefined ? `at ${text}` : text,
    { instant: new Date(now), timezone: zoneOffsetMinutes(now, timeZone) },
    { forwardDate: true },
  )
  const [found] = results
  if (found === undefined || results.length > 1 || found.text.replace(/^at /, '').length < text.length)
    return null
  const { start } = found
  const hour = start.get('hour')
  if (!start.isCertain('hour') || hour === null) return null
  const today = wallClock(now, timeZone)
  const hasDay = start.isCertain('day') || start.isCertain('weekday')
  const date = hasDay
    ? {
        year: start.get('year') ?? today.year,
        month: start.get('month') ?? today.month,
        day: start.get('day') ?? today.day,
      }
    : { year: today.year, month: today.month, day: today.day }
  const at = (from: PlainDate, hours: number): number =>
    instantOf({ ...from, hour: hours, minute: start.get('minute') ?? 0 }, timeZone)
  if (hasDay) {
    const instant = at(date, hour)
    return instant > now ? instant : null
  }
  // "at 7" without half of the day means the next time a clock shows 7.
  const hours = start.isCertain('meridiem') || hour > 12 ? [hour] : [hour % 12, (hour % 12) + 12]
  const ahead = [date, addDays(date, 1)].flatMap((day) => hours.map((value) => at(day, value)))
  return ahead.filter((instant) => instant > now).sort((a, b) => a - b)[0] ?? null
}
