import { DURATION, DURATION_ZH, parseDuration, parseDurationZh } from './durations.ts'
import { parseMoment } from './moments.ts'
import { lastAnswer, saying } from './skill.ts'
import type { Skill, SkillAction, SkillContext } from './skill.ts'
import { cancelTimers, extendTimer, setTimer, tellLeft } from './timer-actions.ts'
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
      cleanLabel(timer[1], timer[2], timer[4]),
    )
  }
  const sized = TIMER_LENGTH.exec(text)
  if (sized !== null) {
    return set(
      'timer',
      context.now + (parseDuration(sized[1] as string) ?? 0),
      cleanLabel(sized[2], sized[3]),
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
    return cancelTimers(isAll, cleanLabel(cancel[2], cancel[4]), kindOf(cancel[3] as string), 'en', context)
  }
  const left = LEFT.exec(text)
  if (left !== null) return tellLeft(cleanLabel(left[1], left[2]), 'en', context)
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
  if (cancel !== null) return cancelTimers(cancel[1] !== undefined, cancel[2] ?? '', 'any', 'zh', context)
  return LEFT_ZH.test(text) ? tellLeft('', 'zh', context) : null
}

function momentOf(phrase: string, context: SkillContext): number | null {
  return parseMoment(phrase.replace(/^on /, ''), context)
}

/** The first label that was given, without the words around it. */
function cleanLabel(...given: (string | undefined)[]): string {
  const label = given.find((one) => one !== undefined && one !== '') ?? ''
  const words = label.replace(/^(?:a|an|the|my|new|called|named|for)\b ?/g, '').trim()
  return words === 'new' || words === 'current' ? '' : words
}

function kindOf(word: string): Timer['kind'] {
  return word.startsWith('alarm') ? 'alarm' : word.startsWith('reminder') ? 'reminder' : 'timer'
}

/** The words as the person wrote them, with their capitals; the normalised ones when they cannot be found again. */
function originalWords(raw: string, normalised: string): string {
  const at = raw.toLowerCase().lastIndexOf(normalised)
  const words = at < 0 ? normalised : raw.slice(at, at + normalised.length)
  return words.replace(/[.!?\s]+$/u, '')
}
