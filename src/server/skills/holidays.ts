import { addDays, dayNumber, fromDayNumber, weekday } from './calendar.ts'
import type { PlainDate } from './calendar.ts'

interface Holiday {
  /** English names as they are said; the first is used in answers. Compared without regard to case. */
  readonly en: readonly string[]
  readonly zh: readonly string[]
  readonly on: (year: number) => PlainDate
}

const fixed =
  (month: number, day: number) =>
  (year: number): PlainDate => ({ year, month, day })

/** The `nth` weekday of a month (0 is Sunday); -1 is the last. */
const nthWeekday =
  (month: number, day: number, nth: number) =>
  (year: number): PlainDate => {
    if (nth > 0) {
      const first = { year, month, day: 1 }
      return addDays(first, ((day - weekday(first) + 7) % 7) + (nth - 1) * 7)
    }
    const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 }
    const last = addDays(next, -1)
    return addDays(last, -((weekday(last) - day + 7) % 7))
  }

/** Western Easter, by the anonymous Gregorian algorithm (Meeus, Jones and Butcher). */
function easter(year: number): PlainDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return { year, month: Math.floor(n / 31), day: (n % 31) + 1 }
}

const lunarFormat = new Intl.DateTimeFormat('en-u-ca-chinese-nu-latn', {
  timeZone: 'UTC',
  month: 'numeric',
  day: 'numeric',
})

/**
 * Chinese New Year as it was or will be kept (month and day). ICU works the new moon out by itself and is a day off when it falls close
 * to midnight in Beijing: in 2027 (23:56) and 2030, for example.
 */
const NEW_YEARS: Readonly<Record<number, readonly [number, number]>> = {
  2024: [2, 10],
  2025: [1, 29],
  2026: [2, 17],
  2027: [2, 6],
  2028: [1, 26],
  2029: [2, 13],
  2030: [2, 3],
  2031: [1, 23],
  2032: [2, 11],
  2033: [1, 31],
  2034: [2, 19],
  2035: [2, 8],
  2036: [1, 28],
  2037: [2, 15],
  2038: [2, 4],
  2039: [1, 24],
  2040: [2, 12],
  2041: [2, 1],
  2042: [1, 22],
  2043: [2, 10],
  2044: [1, 30],
  2045: [2, 17],
  2046: [2, 6],
  2047: [1, 26],
  2048: [2, 14],
  2049: [2, 2],
  2050: [1, 23],
}

function lunarNewYear(year: number): PlainDate {
  const known = NEW_YEARS[year]
  return known === undefined ? lunar(1, 1)(year) : { year, month: known[0], day: known[1] }
}

/** A day of the Chinese calendar, from ICU's own reckoning. Leap months ("4bis") are passed over. */
const lunar =
  (month: number, day: number) =>
  (year: number): PlainDate => {
    // The first month starts between 21 January and 20 February; later ones follow at 29 or 30 days.
    const start = dayNumber({ year, month: 1, day: 21 }) + (month - 1) * 29
    for (let days = start; days < start + 75; days++) {
      const parts = lunarFormat.formatToParts(days * 86_400_000)
      const read = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
      if (read('month') === String(month) && read('day') === String(day)) return fromDayNumber(days)
    }
    // ICU knows the calendar for all years that can be asked for; a runtime without it says nothing at all.
    throw new RangeError(`No day ${month}/${day} in the Chinese calendar of ${year}`)
  }

const HOLIDAYS: readonly Holiday[] = [
  {
    en: ["New Year's Day", 'new years day', 'new years', "new year's", 'the new year', 'new year'],
    zh: ['元旦'],
    on: fixed(1, 1),
  },
  { en: ["Valentine's Day", 'valentines day', 'valentines'], zh: ['情人节'], on: fixed(2, 14) },
  { en: ["St Patrick's Day", 'st patricks day'], zh: [], on: fixed(3, 17) },
  { en: ["April Fools' Day", 'april fools day', 'april fools'], zh: ['愚人节'], on: fixed(4, 1) },
  { en: ['Easter', 'easter sunday'], zh: ['复活节'], on: easter },
  { en: ['Good Friday'], zh: ['耶稣受难日'], on: (year) => addDays(easter(year), -2) },
  { en: ['Labour Day', 'may day'], zh: ['劳动节', '五一'], on: fixed(5, 1) },
  { en: ["Mother's Day", 'mothers day'], zh: ['母亲节'], on: nthWeekday(5, 0, 2) },
  { en: ['Memorial Day'], zh: [], on: nthWeekday(5, 1, -1) },
  { en: ["Children's Day"], zh: ['儿童节', '六一'], on: fixed(6, 1) },
  { en: ["Father's Day", 'fathers day'], zh: ['父亲节'], on: nthWeekday(6, 0, 3) },
  { en: ['Independence Day', 'the fourth of july', '4th of july'], zh: [], on: fixed(7, 4) },
  { en: ['Labor Day'], zh: [], on: nthWeekday(9, 1, 1) },
  { en: ["Teachers' Day"], zh: ['教师节'], on: fixed(9, 10) },
  { en: ["China's National Day"], zh: ['国庆节', '国庆', '十一'], on: fixed(10, 1) },
  { en: ['Halloween'], zh: ['万圣节'], on: fixed(10, 31) },
  { en: ['Thanksgiving', 'thanksgiving day'], zh: ['感恩节'], on: nthWeekday(11, 4, 4) },
  { en: ['Black Friday'], zh: ['黑色星期五'], on: (year) => addDays(nthWeekday(11, 4, 4)(year), 1) },
  { en: ['Christmas Eve'], zh: ['平安夜'], on: fixed(12, 24) },
  { en: ['Christmas', 'christmas day'], zh: ['圣诞节', '圣诞'], on: fixed(12, 25) },
  { en: ['Boxing Day'], zh: ['节礼日'], on: fixed(12, 26) },
  { en: ["New Year's Eve", 'new years eve'], zh: ['跨年夜', '除夕夜'], on: fixed(12, 31) },
  {
    en: ['Chinese New Year', 'lunar new year', 'spring festival', 'the spring festival'],
    zh: ['春节', '农历新年', '过年'],
    on: lunarNewYear,
  },
  {
    en: ['the Chinese New Year Eve', 'chinese new year eve'],
    zh: ['除夕'],
    on: (year) => addDays(lunarNewYear(year), -1),
  },
  {
    en: ['the Lantern Festival', 'lantern festival'],
    zh: ['元宵节', '元宵'],
    on: (year) => addDays(lunarNewYear(year), 14),
  },
  { en: ['the Dragon Boat Festival', 'dragon boat festival'], zh: ['端午节', '端午'], on: lunar(5, 5) },
  { en: ['Qixi'], zh: ['七夕节', '七夕'], on: lunar(7, 7) },
  {
    en: ['the Mid-Autumn Festival', 'mid autumn festival', 'moon festival'],
    zh: ['中秋节', '中秋'],
    on: lunar(8, 15),
  },
  { en: ['the Double Ninth Festival', 'double ninth festival'], zh: ['重阳节', '重阳'], on: lunar(9, 9) },
]

/** A feast that was named, and when it is. */
export interface FoundHoliday {
  readonly en: string
  readonly zh: string
  readonly on: (year: number) => PlainDate
}

/** Finds a feast by a name in either language, exactly. */
export function findHoliday(name: string): FoundHoliday | null {
  const wanted = name.toLowerCase().replace(/\s+/g, ' ').trim()
  const bare = wanted.replace(/^the /, '')
  for (const holiday of HOLIDAYS) {
    const names = [...holiday.en.map((en) => en.toLowerCase()), ...holiday.zh]
    if (!names.includes(wanted) && !names.includes(bare) && !names.includes(`the ${bare}`)) continue
    const [en = name] = holiday.en
    return { en, zh: holiday.zh[0] ?? en, on: holiday.on }
  }
  return null
}

/** The next time the feast comes, today counting. */
export function nextHoliday(holiday: FoundHoliday, today: PlainDate): PlainDate {
  const thisYear = holiday.on(today.year)
  return dayNumber(thisYear) >= dayNumber(today) ? thisYear : holiday.on(today.year + 1)
}
