import { formatTime, wallClock } from './calendar.ts'
import { formatDuration, parseDuration, parseDurationZh } from './durations.ts'
import { formatLocale, saying, using } from './skill.ts'
import type { SkillAction, SkillContext } from './skill.ts'
import { MAX_TIMERS_PER_USER } from './timer-service.ts'
import type { Lang, Timer } from './types.ts'

const LONGEST_MS = 366 * 86_400_000

/** Sets a timer, alarm or reminder and confirms it. */
export function setTimer(
  kind: Timer['kind'],
  dueAt: number,
  label: string,
  lang: Lang,
  context: SkillContext,
): SkillAction {
  const { username, sessionId, now } = context
  if (dueAt - now > LONGEST_MS)
    return saying(lang === 'zh' ? '最长只能设置一年。' : 'I can set timers for up to a year.')
  const args = { kind, due_at: new Date(dueAt).toISOString(), ...(label === '' ? {} : { label }) }
  return using('set_timer', args, async () => {
    const timer = await context.timers.add({ username, sessionId, kind, label, lang, dueAt })
    if (timer === null) {
      const say =
        lang === 'zh'
          ? `最多只能有 ${MAX_TIMERS_PER_USER} 个计时器。`
          : `You already have ${MAX_TIMERS_PER_USER} timers. Cancel one first.`
      return { say, result: 'too many' }
    }
    return { say: confirmation(timer, context), result: `${timer.kind} set` }
  })
}

function confirmation({ kind, label, lang, dueAt }: Timer, context: SkillContext): string {
  const length = formatDuration(dueAt - context.now, lang)
  const at = clockPhrase(dueAt, lang, context)
  if (lang === 'zh') {
    if (kind === 'reminder') return `好的，${length}后提醒你${label}。`
    return label === '' ? `好的，${length}的计时器开始了。` : `好的，${label}计时器开始了，${length}。`
  }
  if (kind === 'alarm') return `Alarm set for ${at}.`
  if (kind === 'reminder') {
    const when = dueAt - context.now < 86_400_000 ? `in ${length}, at ${at}` : `at ${at}`
    return `I will remind you ${when}: ${label}.`
  }
  return label === '' ? `Timer set for ${length}.` : `${titled(label)} timer set for ${length}.`
}

/** "7:30 AM", and the day when it is not today. */
function clockPhrase(instant: number, lang: Lang, { now, timeZone, locale }: SkillContext): string {
  const format = formatLocale(locale, lang)
  const time = formatTime(instant, timeZone, format)
  if (wallClock(instant, timeZone).day === wallClock(now, timeZone).day && instant - now < 86_400_000)
    return time
  const day = new Intl.DateTimeFormat(format, {
    timeZone,
    weekday: 'long',
    month: 'long',
    day: 'numeric',
  }).format(instant)
  return lang === 'zh' ? `${day}${time}` : `${time} on ${day}`
}

/** Cancels one timer, or all of a kind; asks which when there are several and none was named. */
export function cancelTimers(
  isAll: boolean,
  label: string,
  kind: Timer['kind'] | 'any',
  lang: Lang,
  context: SkillContext,
): SkillAction {
  const mine = context.timers.of(context.username)
  const ofKind = kind === 'any' ? mine : mine.filter((timer) => timer.kind === kind)
  const fitting = ofKind.filter((timer) => isNamed(timer, label, lang))
  const chosen = isAll ? fitting : fitting.slice(0, 1)
  const args = { ...(label === '' ? {} : { label }), all: isAll }
  return using('cancel_timer', args, async () => {
    if (fitting.length === 0) {
      const none = label === '' ? `There is no ${kind} running.` : `There is no ${label} ${kind}.`
      return { say: lang === 'zh' ? '没有正在运行的计时器。' : none, result: '0 cancelled' }
    }
    if (!isAll && fitting.length > 1 && label === '') {
      const names = fitting.map((timer) => describe(timer, lang, context)).join(lang === 'zh' ? '、' : '; ')
      const say =
        lang === 'zh'
          ? `有 ${fitting.length} 个计时器：${names}。要取消哪一个，还是全部取消？`
          : `You have ${fitting.length}: ${names}. Say which one, or “cancel all timers”.`
      return { say, result: 'unclear which' }
    }
    await context.timers.cancel(chosen.map((timer) => timer.id))
    const count = chosen.length
    if (lang === 'zh')
      return { say: count === 1 ? '已取消。' : `已取消 ${count} 个。`, result: `${count} cancelled` }
    const first = chosen[0] as Timer
    const one = `${titled([first.label, first.kind].filter((word) => word !== '').join(' '))} cancelled.`
    const say =
      count === 1 ? (first.kind === 'reminder' ? 'Reminder cancelled.' : one) : `${count} timers cancelled.`
    return { say, result: `${count} cancelled` }
  })
}

/** Gives the next (or the named) timer more time. */
export function extendTimer(ms: number, label: string, context: SkillContext): SkillAction {
  const timer = context.timers.of(context.username).find((one) => isNamed(one, label, 'en'))
  return using('extend_timer', { by: formatDuration(ms, 'en') }, async () => {
    const moved = timer === undefined ? null : await context.timers.extend(timer.id, ms)
    if (moved === null) return { say: `There is no ${label} timer.`.replace('  ', ' '), result: 'not found' }
    const left = formatDuration(moved.dueAt - context.now, 'en')
    return { say: `Done. ${left} left.`, result: `${left} left` }
  })
}

/** Says what is running and how long it has left. */
export function tellLeft(label: string, lang: Lang, context: SkillContext): SkillAction {
  const timers = context.timers.of(context.username).filter((timer) => isNamed(timer, label, lang))
  return using('list_timers', label === '' ? {} : { label }, () => {
    const [first] = timers
    if (first === undefined) {
      const none = label === '' ? 'There is no timer running.' : `There is no ${label} timer.`
      return { say: lang === 'zh' ? '没有正在运行的计时器。' : none, result: '0 timers' }
    }
    const list = timers.map((timer) => describe(timer, lang, context))
    if (timers.length === 1) {
      const left = formatDuration(first.dueAt - context.now, lang)
      const say =
        first.kind === 'timer'
          ? `${left} left${first.label === '' ? '' : ` on the ${first.label} timer`}.`
          : `${list[0]}.`
      return { say: lang === 'zh' ? `还剩 ${left}。` : titled(say), result: left }
    }
    const say =
      lang === 'zh'
        ? `有 ${timers.length} 个：${list.join('、')}。`
        : `You have ${timers.length}: ${list.join('; ')}.`
    return { say, result: list.join('; ') }
  })
}

function describe(timer: Timer, lang: Lang, context: SkillContext): string {
  const left = formatDuration(timer.dueAt - context.now, lang)
  if (lang === 'zh') return `${timer.label === '' ? '计时器' : timer.label}还剩 ${left}`
  if (timer.kind === 'alarm') return `an alarm at ${clockPhrase(timer.dueAt, lang, context)}`
  if (timer.kind === 'reminder') return `a reminder “${timer.label}” in ${left}`
  return `${timer.label === '' ? 'a timer' : `the ${timer.label} timer`} with ${left} left`
}

/** Whether a timer is the one that was named: by its label, or by the length it was set to. */
function isNamed(timer: Timer, label: string, lang: Lang): boolean {
  if (label === '') return true
  const wanted = label.toLowerCase()
  if (timer.label.toLowerCase().includes(wanted)) return true
  const ms = lang === 'zh' ? parseDurationZh(wanted) : parseDuration(wanted)
  return ms !== null && Math.abs(timer.dueAt - timer.createdAt - ms) < 1000
}

function titled(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
