import {
  addDays,
  addMonths,
  daysInMonth,
  daysPhrase,
  dayNumber,
  formatDate,
  isLeapYear,
  isoWeek,
  wallClock,
  weekday,
} from './calendar.ts'
import type { PlainDate } from './calendar.ts'
import { findHoliday, nextHoliday } from './holidays.ts'
import { parseDate } from './moments.ts'
import type { Direction, NamedDate } from './moments.ts'
import { formatLocale, using } from './skill.ts'
import type { Skill, SkillAction, SkillContext } from './skill.ts'

const TODAY =
  /^(?:what (?:is )?(?:the )?(?:day|date)(?: is)?(?: it)?(?: of the week)?|what is (?:the |today's )(?:current )?(?:day|date)|what day of the week is it|(?:today's |the |current )*date|which day is it|what days it)(?: (?:today|now))*$|^what is today$/
const DAY_OF =
  /^(?:what|which) (?:is the )?(?:day|date|weekday|day of the week)(?: of the week)? (?:is it |is it going to be |will it be |was it |is |was |will |does |did |falls? )(?:it be )?(.+?)(?: (?:fall|be|on|fall on))*$/
const DATE_OF =
  /^(?:what is (?=tomorrow$|yesterday$|the day (?:after|before) )|what is the (?:date|day) (?:of )?|when is |when was |when will it be |what date is )(.+)$/
const UNTIL =
  /^(?:how (?:many (days|weeks|months)|(?:long|much time|far))(?: (?:is it|is there|are there|are left|left|remain|do we have|to go))*)(?: away)? (?:until|till|til|to|before|up to|is) (.+)$/
const SINCE =
  /^how (?:many (days|weeks|months)|long)(?: (?:is it|has it been|have passed|ago))* (?:since|was|is it since|from) (.+)$/
const BETWEEN =
  /^how many (days|weeks|months) (?:are |is )?(?:there )?(?:between|from) (.+?) (?:and|to|until) (.+)$/
const IN_MONTH =
  /^how many days (?:are |does )?(?:there )?(?:in )?(january|february|march|april|may|june|july|august|september|october|november|december)(?: (\d{4}))?(?: have| has)?$/
const LEAP = /^is (\d{4}|this year|next year|it) (?:a |this )?leap year$/

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** Knows the calendar: today, other days, feasts, and the days between. */
export const dateSkill: Skill = {
  name: 'calendar',
  match: ({ text, lang }, context) =>
    lang === 'zh' ? matchChinese(text, context) : matchEnglish(text, context),
}

function matchEnglish(text: string, context: SkillContext): SkillAction | null {
  const today = wallClock(context.now, context.timeZone)
  const parse = (phrase: string, direction: Direction): NamedDate | null =>
    parseDate(phrase, context, direction)
  if (TODAY.test(text)) return tellDay({ date: today, holiday: null }, context)
  if (/^what (?:year is it|is the (?:current )?year|year)(?: now)?$/.test(text)) {
    return answer({}, `It is ${today.year}.`, String(today.year))
  }
  if (/^what (?:month is it|is the (?:current )?month)(?: now)?$/.test(text)) {
    const name = titled(MONTHS[today.month - 1] ?? '')
    return answer({}, `It is ${name}.`, name)
  }
  if (
    /^what (?:week(?: of the year)? is it|is the (?:current )?week(?: number)?|week number is it)(?: now)?$/.test(
      text,
    )
  ) {
    return answer({}, `It is week ${isoWeek(today)}.`, String(isoWeek(today)))
  }
  const leap = LEAP.exec(text)
  if (leap !== null) {
    const year = /^\d/.test(leap[1] as string)
      ? Number(leap[1])
      : today.year + (leap[1] === 'next year' ? 1 : 0)
    const is = isLeapYear(year)
    return answer({ year }, `${is ? 'Yes' : 'No'}, ${year} is ${is ? '' : 'not '}a leap year.`, String(is))
  }
  const inMonth = IN_MONTH.exec(text)
  if (inMonth !== null) {
    const month = MONTHS.indexOf(inMonth[1] as string) + 1
    const year = inMonth[2] === undefined ? today.year : Number(inMonth[2])
    const days = daysInMonth(year, month)
    return answer({ year, month }, `${titled(inMonth[1] as string)} ${year} has ${days} days.`, String(days))
  }
  const between = BETWEEN.exec(text)
  if (between !== null) {
    const from = parse(between[2] as string, 'future')
    const to = parse(between[3] as string, 'future')
    if (from !== null && to !== null) return tellBetween(from.date, to.date, between[1] as Span, context)
  }
  const until = UNTIL.exec(text)
  const target = until === null ? null : parse(until[2] as string, 'future')
  if (until !== null && target !== null) return tellUntil(target, (until[1] ?? 'days') as Span, context)
  const since = SINCE.exec(text)
  const origin = since === null ? null : parse(since[2] as string, 'past')
  if (since !== null && origin !== null) return tellUntil(origin, (since[1] ?? 'days') as Span, context)

  const direction: Direction = /\b(?:was|did)\b/.test(text) ? 'past' : 'future'
  for (const wanted of [DAY_OF.exec(text)?.[1], DATE_OF.exec(text)?.[1]]) {
    const day = wanted === undefined ? null : parse(wanted, direction)
    if (day !== null) return tellDay(day, context)
  }
  return null
}

type Span = 'days' | 'weeks' | 'months'

function tellDay({ date, holiday }: NamedDate, context: SkillContext): SkillAction {
  const today = wallClock(context.now, context.timeZone)
  const days = dayNumber(date) - dayNumber(today)
  const written = formatDate(date, formatLocale(context.locale, 'en'))
  const verb = days < 0 ? 'was' : 'is'
  const subject =
    holiday?.en ?? (days === 0 ? 'Today' : days === 1 ? 'Tomorrow' : days === -1 ? 'Yesterday' : 'That')
  return answer({ date: iso(date) }, `${subject} ${verb} ${written}.`, written)
}

function tellUntil({ date, holiday }: NamedDate, span: Span, context: SkillContext): SkillAction {
  const today = wallClock(context.now, context.timeZone)
  const days = dayNumber(date) - dayNumber(today)
  const name = holiday?.en ?? formatDate(date, formatLocale(context.locale, 'en'))
  const amount = spanPhrase(today, date, span)
  const say =
    days === 0
      ? `${name} is today.`
      : days > 0
        ? `It is ${amount} until ${name}.`
        : `It has been ${amount} since ${name}.`
  return answer({ date: iso(date) }, say, `${days} days`)
}

function tellBetween(from: PlainDate, to: PlainDate, span: Span, context: SkillContext): SkillAction {
  const locale = formatLocale(context.locale, 'en')
  const say = `It is ${spanPhrase(from, to, span)} from ${formatDate(from, locale)} to ${formatDate(to, locale)}.`
  return answer({ from: iso(from), to: iso(to) }, say, `${dayNumber(to) - dayNumber(from)} days`)
}

/** "33 days", "4 weeks and 5 days", "1 month and 3 days", whichever of the two comes first. */
function spanPhrase(a: PlainDate, b: PlainDate, span: Span): string {
  const [from, to] = dayNumber(a) <= dayNumber(b) ? [a, b] : [b, a]
  const days = dayNumber(to) - dayNumber(from)
  if (span === 'days') return daysPhrase(days, 'en')
  let whole = Math.floor(days / 7)
  let rest = days % 7
  if (span === 'months') {
    whole = (to.year - from.year) * 12 + to.month - from.month
    if (dayNumber(addMonths(from, whole)) > dayNumber(to)) whole--
    rest = dayNumber(to) - dayNumber(addMonths(from, whole))
  }
  const unit = `${whole} ${span.slice(0, -1)}${whole === 1 ? '' : 's'}`
  return rest === 0 ? unit : whole === 0 ? daysPhrase(rest, 'en') : `${unit} and ${daysPhrase(rest, 'en')}`
}

const RELATIVE_ZH: Readonly<Record<string, number>> = {
  今天: 0,
  今日: 0,
  明天: 1,
  明日: 1,
  后天: 2,
  大后天: 3,
  昨天: -1,
  前天: -2,
}
const DAY_PART = String.raw`(今天|今日|明天|明日|大后天|后天|昨天|前天|(\d+)(天|周|个?星期|个?礼拜|个?月|年)(?:之?后|以后|之?前|以前)|(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]|(.{2,6}?)(?=是|几|星期|周|礼拜|什么|哪))`
const DAY_ZH = new RegExp(
  `^${DAY_PART}?(?:的)?(?:是)?(?:(?:星期|周|礼拜)几|几号|几月几[号日]|什么日子|哪[一1]?天|日期|什么时候)(?:是多少)?$`,
  'u',
)
const UNTIL_ZH = /^(?:距离?|离|到)?(.+?)(?:还有|还剩|有)(?:多少|几)天$/u
const YEAR_ZH = /^(?:今年|现在)?是?(?:哪[一1]?年|几几年|什么年份)$/u

function matchChinese(text: string, context: SkillContext): SkillAction | null {
  const today = wallClock(context.now, context.timeZone)
  if (YEAR_ZH.test(text)) return answer({}, `今年是${today.year}年。`, String(today.year))
  const until = UNTIL_ZH.exec(text)?.[1]
  if (until !== undefined) {
    const target = dateZh(until, today)
    if (target !== null) {
      const days = dayNumber(target.date) - dayNumber(today)
      const name = target.holiday?.zh ?? formatDate(target.date, formatLocale(context.locale, 'zh'))
      const say = days === 0 ? `${name}就是今天。` : `距离${name}还有 ${daysPhrase(days, 'zh')}。`
      return answer({ date: iso(target.date) }, say, `${days} 天`)
    }
  }
  const match = DAY_ZH.exec(text)
  if (match === null) return null
  const named = match[1] === undefined ? { date: today, holiday: null } : dateZh(match[1], today)
  if (named === null) return null
  const written = formatDate(named.date, formatLocale(context.locale, 'zh'))
  const subject =
    named.holiday?.zh ?? (RELATIVE_ZH[match[1] ?? '今天'] === undefined ? '那天' : (match[1] ?? '今天'))
  return answer({ date: iso(named.date) }, `${subject}是${written}。`, written)
}

function dateZh(phrase: string, today: PlainDate): NamedDate | null {
  const relative = RELATIVE_ZH[phrase]
  if (relative !== undefined) return { date: addDays(today, relative), holiday: null }
  const shift = /^(\d+)(天|周|个?星期|个?礼拜|个?月|年)(?:之?(后|前)|以(后|前))$/u.exec(phrase)
  if (shift !== null) {
    const count = Number(shift[1]) * ((shift[3] ?? shift[4]) === '前' ? -1 : 1)
    if (Math.abs(count) > 100_000) return null
    const unit = shift[2] as string
    if (unit === '天') return { date: addDays(today, count), holiday: null }
    if (unit.includes('月')) return { date: addMonths(today, count), holiday: null }
    if (unit === '年') return { date: addMonths(today, count * 12), holiday: null }
    return { date: addDays(today, count * 7), holiday: null }
  }
  const full = /^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]$/u.exec(phrase)
  if (full !== null) {
    const [month, day] = [Number(full[2]), Number(full[3])]
    if (month < 1 || month > 12 || day < 1) return null
    const year = full[1] === undefined ? today.year : Number(full[1])
    if (day > daysInMonth(year, month)) return null
    const date = { year, month, day }
    const isPast = full[1] === undefined && dayNumber(date) < dayNumber(today)
    return { date: isPast ? { ...date, year: year + 1 } : date, holiday: null }
  }
  const weekdayZh = /^(下)?(?:个)?(?:星期|周|礼拜)([1-6一二三四五六日天])$/u.exec(phrase)
  if (weekdayZh !== null) {
    const wanted = '日一二三四五六'.indexOf((weekdayZh[2] as string).replace('天', '日'))
    const monday = addDays(today, -((weekday(today) + 6) % 7))
    const inWeek = addDays(monday, ((wanted + 6) % 7) + (weekdayZh[1] === undefined ? 0 : 7))
    return { date: inWeek, holiday: null }
  }
  const holiday = findHoliday(phrase.replace(/^(?:今年|明年)/u, ''))
  if (holiday === null) return null
  const date = phrase.startsWith('明年') ? holiday.on(today.year + 1) : nextHoliday(holiday, today)
  return { date, holiday: { en: holiday.en, zh: holiday.zh } }
}

function answer(args: Readonly<Record<string, unknown>>, say: string, result: string): SkillAction {
  return using('calendar', args, () => ({ say, result }))
}

function iso({ year, month, day }: PlainDate): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function titled(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
