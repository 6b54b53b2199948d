import { formatTime, wallClock } from './calendar.ts'
import { DURATION, DURATION_ZH, formatDuration, parseDuration, parseDurationZh } from './durations.ts'
import { parseMoment } from './moments.ts'
import { formatLocale, lastAnswer, saying, using } from './skill.ts'
import type { Skill, SkillAction, SkillContext } from './skill.ts'
import { MAX_TIMERS_PER_USER } from './timer-service.ts'
import type { Lang, Timer } from './types.ts'
import type { Utterance } from './utterance.ts'

const SET = '(?:set|start|create|make|begin|put on|give me|new)'
const CALLED = String.raw`(?: (?:called|named|labeled|labelled|for(?: the)?) (?!\d|an? |half )(.+?))?`

const TIMER_FOR = new RegExp(
  String.raw`^(?:${SET} )?(?:an? |the |my )?(?:new )?(.*?) ?timer${CALLED} (?:for|of|to) (${DURATION})${CALLED}$`,
)
const TIMER_LENGTH = new RegExp(
  String.raw`^(?:${SET} )?(?:an? |the )?(${DURATION}) (?:long )?(.*?) ?timer${CALLED}$`,
)
const COUNTDOWN = new RegExp(
  String.raw`^(?:count ?down|countdown|wake me(?: up)?|alert me|notify me|time me|ping me|ring)(?: from| for| in| after)* (${DURATION})$`,
)
const TIMER_ASK = new RegExp(String.raw`^${SET} (?:an? |the |my )?(?:new )?timer$|^timer$`)
const ALARM = new RegExp(
  String.raw`^(?:${SET} )?(?:an? |the |my )?alarm(?: clock)? (?:for|at|to) (.+)$|^wake me(?: up)? (?:at )?(.+)$`,
)
const REMIND_FIRST = new RegExp(String.raw`^remind me (?:in|after) (${DURATION}) (?:to|that|about) (.+)$`)
const REMIND_LAST = new RegExp(String.raw`^remind me (?:to|that|about) (.+) (?:in|after) (${DURATION})$`)
const REMIND_AT_FIRST =
  /^remind me (?:at |on )?((?:tomorrow|today|tonight|noon|midnight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|\d).*?) (?:to|that|about) (.+)$/
const REMIND_AT_LAST = /^remind me (?:to|that|about) (.+?) ((?:at|tomorrow|today|tonight|on) .+|tomorrow)$/
const CANCEL =
  /^(?:cancel|stop|delete|remove|clear|kill|end|turn off|dismiss) (all )?(?:of )?(?:the |my |a |that |this )?(.*?) ?(timers?|alarms?|reminders?)(?: (?:called|named|for) (.+))?$/
const LEFT =
  /^(?:how (?:long|much(?: more)? time|many (?:more )?(?:minutes|seconds)) (?:is |are |do i have |does it have |until )?(?:there )?(?:left|remaining|remain|to go|the timer (?:rings|ends|goes off|is done))?(?: is)?(?: left)?(?: (?:on|for|in|until) (?:the |my )?(.*?) ?(?:timers?|alarms?)(?: rings| ends| goes off| is done)?)?|(?:check|what is|status of|how is) (?:the |my )?(.*?) ?timer(?: at)?|time (?:left|remaining))$/
const LIST =
  /^(?:(?:what|which|list|show|show me|read|are there any|do i have any|how many) ?(?:are |of )?(?:all )?(?:the |my )?(?:current |active |running )?(?:timers?|alarms?|reminders?)(?: (?:do i have|are there|are set|are running|running|set|active|i have|and reminders))*)$/
const EXTEND = new RegExp(
  String.raw`^(?:add|extend)(?: another)? (?:the timer by )?(${DURATION})(?: (?:more )?(?:to|on) (?:the |my )?(.*?) ?timer)?$|^extend (?:the |my )?(?:.*? )?timer by (${DURATION})$`,
)

const TIMER_ZH = new RegExp(
  `^(?:设置?|定|开|来|启动|开始|新建|倒计时)?(?:一?个|1个)?(${DURATION_ZH})的?(.{0,8}?)(?:计时器?|定时器?|倒计时|闹钟)$|^(?:设置?|定|开)?(?:一?个|1个)?(?:计时器?|定时器?|倒计时)(?:时间)?(?:为|到)?(${DURATION_ZH})$`,
  'u',
)
const REMIND_ZH = new RegExp(
  `^(?:过)?(${DURATION_ZH})(?:之?后|以后)?(?:提醒|叫|通知)我(.*)$|^提醒我(${DURATION_ZH})(?:之?后|以后)(.+)$`,
  'u',
)
const CANCEL_ZH =
  /^(?:取消|停止|关掉|关闭|删除|清除)(所有|全部)?的?(.{0,8}?)的?(?:计时器?|定时器?|倒计时|闹钟|提醒)$/u
const LEFT_ZH =
  /^(?:(?:计时器?|定时器?|倒计时)?(?:还剩|还有|剩下)(?:多少时间|多久|多长时间|几分钟)|(?:有哪些|查看|列出|我的)(?:计时器?|定时器?|提醒))$/u

const ASK: Readonly<Record<Lang, string>> = { en: 'For how long?', zh: '要多长时间？' }
const LONGEST_MS = 366 * 86_400_000

/** Timers, alarms and reminders. */
export const timerSkill: Skill = {
  name: 'timer',
  match: (utterance, context) =>
    utterance.lang === 'zh' ? matchChinese(utterance, context) : matchEnglish(utterance, context),
}

function matchEnglish({ text, raw }: Utterance, context: SkillContext): SkillAction | null {
  const set = (kind: Timer['kind'], dueAt: number, label: string): SkillAction =>
    setTimer(kind, dueAt, label, 'en', context)
  // The answer to our own question.
  if (lastAnswer(context.history) === ASK.en) {
    const ms = parseDuration(text.replace(/^(?:for|make it) /, ''))
    if (ms !== null) return set('timer', context.now + ms, '')
  }
  if (TIMER_ASK.test(text)) return saying(ASK.en)
  const extend = EXTEND.exec(text)
  if (extend !== null) {
    return extendTimer(parseDuration(extend[1] ?? extend[3] ?? '') ?? 0, extend[2] ?? '', context)
  }
  const timer = TIMER_FOR.exec(text)
  if (timer !== null) {
    return set(
      'timer',
      context.now + (parseDuration(timer[3] as string) ?? 0),
      cleanLabel(timer[1] || timer[2] || timer[4]),
    )
  }
  const sized = TIMER_LENGTH.exec(text)
  if (sized !== null) {
    return set(
      'timer',
      context.now + (parseDuration(sized[1] as string) ?? 0),
      cleanLabel(sized[2] || sized[3]),
    )
  }
  const countdown = COUNTDOWN.exec(text)
  if (countdown !== null) return set('timer', context.now + (parseDuration(countdown[1] as string) ?? 0), '')

  const first = REMIND_FIRST.exec(text)
  if (first !== null) {
    const label = originalWords(raw, first[2] as string)
    return set('reminder', context.now + (parseDuration(first[1] as string) ?? 0), label)
  }
  const last = REMIND_LAST.exec(text)
  if (last !== null) {
    const label = originalWords(raw, last[1] as string)
    return set('reminder', context.now + (parseDuration(last[2] as string) ?? 0), label)
  }
  for (const [pattern, moment, what] of [
    [REMIND_AT_FIRST, 1, 2],
    [REMIND_AT_LAST, 2, 1],
  ] as const) {
    const match = pattern.exec(text)
    const dueAt = match === null ? null : momentOf(match[moment] as string, context)
    if (match !== null && dueAt !== null)
      return set('reminder', dueAt, originalWords(raw, match[what] as string))
  }
  const alarm = ALARM.exec(text)
  if (alarm !== null) {
    const phrase = alarm[1] ?? alarm[2] ?? ''
    const ms = parseDuration(phrase.replace(/^in /, ''))
    const dueAt = ms === null ? momentOf(phrase, context) : context.now + ms
    if (dueAt !== null) return set('alarm', dueAt, '')
    return saying('I did not understand the time. Try “set an alarm for 7 30 am”.')
  }

  const cancel = CANCEL.exec(text)
  if (cancel !== null) {
    const isAll = cancel[1] !== undefined || (cancel[3] as string).endsWith('s')
    return cancelTimers(
      isAll,
      cleanLabel(cancel[2] || cancel[4]),
      singular(cancel[3] as string),
      'en',
      context,
    )
  }
  const left = LEFT.exec(text)
  if (left !== null) return tellLeft(cleanLabel(left[1] || left[2]), 'en', context)
  return LIST.test(text) ? tellLeft('', 'en', context) : null
}

function matchChinese({ text }: Utterance, context: SkillContext): SkillAction | null {
  if (lastAnswer(context.history) === ASK.zh) {
    const ms = parseDurationZh(text)
    if (ms !== null) return setTimer('timer', context.now + ms, '', 'zh', context)
  }
  if (/^(?:设置?|定|开|来|启动|新建)(?:一?个|1个)?(?:计时器?|定时器?|倒计时)$/u.test(text))
    return saying(ASK.zh)
  const timer = TIMER_ZH.exec(text)
  if (timer !== null) {
    const ms = parseDurationZh(timer[1] ?? timer[3] ?? '') ?? 0
    return setTimer('timer', context.now + ms, timer[2] ?? '', 'zh', context)
  }
  const remind = REMIND_ZH.exec(text)
  if (remind !== null) {
    const ms = parseDurationZh(remind[1] ?? remind[3] ?? '') ?? 0
    const label = remind[2] ?? remind[4] ?? ''
    return setTimer(label === '' ? 'timer' : 'reminder', context.now + ms, label, 'zh', context)
  }
  const cancel = CANCEL_ZH.exec(text)
  if (cancel !== null) return cancelTimers(cancel[1] !== undefined, cancel[2] ?? '', 'timer', 'zh', context)
  return LEFT_ZH.test(text) ? tellLeft('', 'zh', context) : null
}

function setTimer(
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

function cancelTimers(
  isAll: boolean,
  label: string,
  kind: string,
  lang: Lang,
  context: SkillContext,
): SkillAction {
  const mine = context.timers.of(context.username)
  const ofKind = kind === 'timer' ? mine : mine.filter((timer) => timer.kind === kind)
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
    const one = `${titled([first.label, first.kind].filter((word) => word !== '' && word !== undefined).join(' '))} cancelled.`
    const say =
      count === 1 ? (first.kind === 'reminder' ? 'Reminder cancelled.' : one) : `${count} timers cancelled.`
    return { say, result: `${count} cancelled` }
  })
}

function extendTimer(ms: number, label: string, context: SkillContext): SkillAction {
  const timer = context.timers.of(context.username).find((one) => isNamed(one, label, 'en'))
  return using('extend_timer', { by: formatDuration(ms, 'en') }, async () => {
    const moved = timer === undefined ? null : await context.timers.extend(timer.id, ms)
    if (moved === null) return { say: `There is no ${label} timer.`.replace('  ', ' '), result: 'not found' }
    const left = formatDuration(moved.dueAt - context.now, 'en')
    return { say: `Done. ${left} left.`, result: `${left} left` }
  })
}

function tellLeft(label: string, lang: Lang, context: SkillContext): SkillAction {
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

function momentOf(phrase: string, context: SkillContext): number | null {
  return parseMoment(phrase.replace(/^on /, ''), context)
}

function cleanLabel(label: string | undefined): string {
  const words = (label ?? '').replace(/^(?:a|an|the|my|new|called|named|for)\b ?/g, '').trim()
  return words === 'new' || words === 'current' ? '' : words
}

function singular(kind: string): string {
  return kind.replace(/s$/, '')
}

/** The words as the person wrote them, with their capitals; the normalised ones when they cannot be found again. */
function originalWords(raw: string, normalised: string): string {
  const at = raw.toLowerCase().lastIndexOf(normalised)
  const words = at < 0 ? normalised : raw.slice(at, at + normalised.length)
  return words.replace(/[.!?\s]+$/u, '')
}

function titled(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
