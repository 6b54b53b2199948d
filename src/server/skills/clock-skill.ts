import { formatTime, wallClock, weekday, zoneOffsetMinutes } from './calendar.ts'
import { DURATION, DURATION_ZH, parseDuration, parseDurationZh } from './durations.ts'
import { formatLocale, saying, using } from './skill.ts'
import type { Skill, SkillAction, SkillContext } from './skill.ts'
import type { Lang } from './types.ts'
import { findPlace } from './zones.ts'

const NOW =
  /^(?:what (?:is )?(?:the )?time(?: is it)?|what is the (?:current )?time|(?:the )?(?:current )?time|what time do you have|do you have the time|have you got the time|what time it is|(?:say|give me) the time)(?: (?:now|today|here|at the moment|currently))*$/
const ELSEWHERE =
  /^(?:what (?:is )?(?:the )?(?:current )?(?:local )?time(?: is it)?|what is the (?:current )?(?:local )?time|(?:the )?(?:current )?(?:local )?time|what time it is)(?: (?:now|right now))? (?:in|at|for|over in) (.+?)(?: (?:now|right now|at the moment))?$/
const SHIFTED = new RegExp(
  String.raw`^what time (?:will it be|is it|is it going to be|was it) (?:in (${DURATION})|(${DURATION}) (from now|later|ago))$`,
)
const DIFFERENCE =
  /^(?:what is the )?time difference (?:between (.+?) and (.+)|(?:to|with|from) (.+))$|^how (?:many hours|far) (?:ahead|behind) is (.+)$/

const NOW_ZH = /^(?:现在|当前|此刻)?(?:是)?(?:几点(?:钟|了)*|什么时间|什么时候了|时间)(?:是多少)?了?$/u
const ELSEWHERE_ZH =
  /^(?:现在)?(.{1,8}?)(?:那边|当地|那里)?(?:现在|当前)?(?:的)?(?:是)?(?:几点(?:钟|了)*|时间(?:是多少)?|什么时间)$/u
const SHIFTED_ZH = new RegExp(
  `^(?:再过)?(${DURATION_ZH})(?:之?后|以后|之?前|以前)?(?:是|会是)?几点(?:钟|了)*$`,
  'u',
)

/** Tells the time: here, elsewhere, and a while from now. */
export const clockSkill: Skill = {
  name: 'clock',
  match: ({ text, lang }, context) =>
    lang === 'zh' ? matchChinese(text, context) : matchEnglish(text, context),
}

function matchEnglish(text: string, context: SkillContext): SkillAction | null {
  if (NOW.test(text)) return tellHere(context.now, context, 'en')
  const place = ELSEWHERE.exec(text)?.[1]
  if (place !== undefined) return tellElsewhere(place, context, 'en')
  const shifted = SHIFTED.exec(text)
  if (shifted !== null) {
    const ms = parseDuration(shifted[1] ?? shifted[2] ?? '') ?? 0
    const instant = context.now + (shifted[3] === 'ago' ? -ms : ms)
    const time = timeWithDay(instant, context, 'en')
    const verb = instant < context.now ? 'It was' : 'It will be'
    return using('clock', { at: new Date(instant).toISOString() }, () => ({
      say: `${verb} ${time}.`,
      result: time,
    }))
  }
  const difference = DIFFERENCE.exec(text)
  if (difference !== null) {
    const [, first, second, only, ahead] = difference
    return tellDifference(first ?? null, second ?? only ?? ahead ?? '', context)
  }
  return null
}

function matchChinese(text: string, context: SkillContext): SkillAction | null {
  if (NOW_ZH.test(text)) return tellHere(context.now, context, 'zh')
  const shifted = SHIFTED_ZH.exec(text)
  if (shifted !== null) {
    const ms = parseDurationZh(shifted[1] as string) ?? 0
    const instant = context.now + (text.includes('前') ? -ms : ms)
    const time = timeWithDay(instant, context, 'zh')
    return using('clock', { at: new Date(instant).toISOString() }, () => ({ say: `${time}。`, result: time }))
  }
  const place = ELSEWHERE_ZH.exec(text)?.[1]
  return place === undefined || findPlace(place) === null ? null : tellElsewhere(place, context, 'zh')
}

function tellHere(now: number, { timeZone, locale }: SkillContext, lang: Lang): SkillAction {
  const time = formatTime(now, timeZone, formatLocale(locale, lang))
  const say = lang === 'zh' ? `现在是${time}。` : `It is ${time}.`
  return using('clock', { time_zone: timeZone }, () => ({ say, result: time }))
}

function tellElsewhere(name: string, context: SkillContext, lang: Lang): SkillAction {
  const place = findPlace(name)
  if (place === null) {
    return saying(`I do not know the time zone of “${name}”. Try a bigger city nearby, or the country.`)
  }
  const locale = formatLocale(context.locale, lang)
  const time = formatTime(context.now, place.timeZone, locale)
  const day = dayRelation(context.now, place.timeZone, context.timeZone, lang)
  const say = lang === 'zh' ? `${place.name}现在是${day}${time}。` : `In ${place.name} it is ${time}${day}.`
  return using('clock', { place: place.name, time_zone: place.timeZone }, () => ({
    say,
    result: `${time} (${place.timeZone})`,
  }))
}

/** " tomorrow" or " yesterday" when the calendar day there is not the one here. */
function dayRelation(now: number, there: string, here: string, lang: Lang): string {
  const difference = (weekday(wallClock(now, there)) - weekday(wallClock(now, here)) + 7) % 7
  if (difference === 1) return lang === 'zh' ? '明天' : ' tomorrow'
  if (difference === 6) return lang === 'zh' ? '昨天' : ' yesterday'
  return ''
}

function timeWithDay(instant: number, { now, timeZone, locale }: SkillContext, lang: Lang): string {
  const format = formatLocale(locale, lang)
  const time = formatTime(instant, timeZone, format)
  const [then, today] = [wallClock(instant, timeZone), wallClock(now, timeZone)]
  if (then.day === today.day && then.month === today.month && then.year === today.year) return time
  const day = new Intl.DateTimeFormat(format, {
    timeZone,
    weekday: 'long',
    month: 'long',
    day: 'numeric',
  }).format(instant)
  return lang === 'zh' ? `${day}${time}` : `${time} on ${day}`
}

function tellDifference(first: string | null, second: string, context: SkillContext): SkillAction | null {
  const from = first === null ? { name: 'here', timeZone: context.timeZone } : findPlace(first)
  const to = findPlace(second)
  if (from === null || to === null) return null
  const minutes = zoneOffsetMinutes(context.now, to.timeZone) - zoneOffsetMinutes(context.now, from.timeZone)
  const hours = Math.abs(minutes) / 60
  const amount = `${hours} hour${hours === 1 ? '' : 's'}`
  const relation =
    minutes === 0 ? 'in the same time as' : minutes > 0 ? `${amount} ahead of` : `${amount} behind`
  const say = `${to.name} is ${relation} ${from.name}.`
  return using('clock', { from: from.timeZone, to: to.timeZone }, () => ({
    say,
    result: `${minutes} minutes`,
  }))
}
