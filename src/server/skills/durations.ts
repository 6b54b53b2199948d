import type { Lang } from './types.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const UNIT_MS: Readonly<Record<string, number>> = {
  second: SECOND,
  sec: SECOND,
  s: SECOND,
  minute: MINUTE,
  min: MINUTE,
  m: MINUTE,
  hour: HOUR,
  hr: HOUR,
  h: HOUR,
  day: DAY,
  week: 7 * DAY,
}
const UNIT = '(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|weeks?)'

/** One part of an English duration: "10 minutes", "a minute", "half an hour", "2 and a half hours", "an hour and a half". */
const PART = String.raw`(?:(half|a quarter of|quarter of|three quarters of) (?:an?|1) ${UNIT}|(\d+(?:\.\d+)?|an?)(?: and (?:a|1) (half|quarter))?[ -]?${UNIT}\b(?: and (?:a|1) (half|quarter)(?! (?:an?|of)))?)`

/** The pattern of a whole English duration, without groups, to build other patterns with. */
export const DURATION = String.raw`${PART}(?:(?: and | )${PART})*`.replace(/\((?!\?)/g, '(?:')

/** The pattern of a Chinese duration, on text whose numerals are digits already. */
export const DURATION_ZH = String.raw`(?:\d+(?:\.\d+)?个?半?(?:秒钟?|分钟?|刻钟|小时|钟头|天)|半个?(?:小时|钟头|分钟|天))(?:半|零?(?:\d+(?:\.\d+)?个?半?(?:秒钟?|分钟?|刻钟|小时|钟头)))*`

const FRACTION: Readonly<Record<string, number>> = {
  half: 0.5,
  quarter: 0.25,
  'quarter of': 0.25,
  'a quarter of': 0.25,
  'three quarters of': 0.75,
}

/**
 * Milliseconds of an English duration on normalised text (see `Utterance.text`), or `null` when the text is not one as a
 * whole.
 */
export function parseDuration(text: string): number | null {
  if (!new RegExp(`^${DURATION}$`).test(text)) return null
  let total = 0
  for (const match of text.matchAll(new RegExp(PART, 'g'))) {
    const [, share, shareUnit, count, middle, unit, after] = match
    if (share !== undefined && shareUnit !== undefined) {
      total += (FRACTION[share] ?? 0) * unitMs(shareUnit)
    } else if (count !== undefined && unit !== undefined) {
      const whole = /^an?$/.test(count) ? 1 : Number(count)
      total += (whole + (FRACTION[middle ?? after ?? ''] ?? 0)) * unitMs(unit)
    }
  }
  return total > 0 ? Math.round(total) : null
}

function unitMs(unit: string): number {
  return UNIT_MS[unit] ?? UNIT_MS[unit.replace(/s$/, '')] ?? 0
}

const UNIT_ZH_MS: Readonly<Record<string, number>> = {
  秒: SECOND,
  分: MINUTE,
  刻: 15 * MINUTE,
  小: HOUR,
  钟: HOUR,
  天: DAY,
}

/** Milliseconds of a Chinese duration ("1个半小时", "5分30秒", "半小时"), or `null`. */
export function parseDurationZh(text: string): number | null {
  if (!new RegExp(`^${DURATION_ZH}$`, 'u').test(text)) return null
  let total = 0
  for (const [, count, half, unit = ''] of text.matchAll(
    /(\d+(?:\.\d+)?)?个?(半)?个?(秒钟?|分钟?|刻钟|小时|钟头|天)/gu,
  )) {
    total +=
      ((count === undefined ? 0 : Number(count)) + (half === undefined ? 0 : 0.5)) *
      (UNIT_ZH_MS[unit[0] as string] ?? 0)
  }
  // "5分半": half of the unit before it.
  if (text.endsWith('分半')) total += MINUTE / 2
  return total > 0 ? Math.round(total) : null
}

/** "1 hour 5 minutes", "5 分钟 30 秒"; the two largest units, so that it can be followed by ear. */
export function formatDuration(ms: number, lang: Lang): string {
  const seconds = Math.max(0, Math.round(ms / SECOND))
  const parts: readonly (readonly [number, string, string])[] = [
    [Math.floor(seconds / 86_400), 'day', '天'],
    [Math.floor(seconds / 3600) % 24, 'hour', '小时'],
    [Math.floor(seconds / 60) % 60, 'minute', '分钟'],
    [seconds % 60, 'second', '秒'],
  ]
  const filled = parts.filter(([count]) => count > 0).slice(0, 2)
  if (filled.length === 0) return lang === 'zh' ? '0 秒' : '0 seconds'
  return filled
    .map(([count, en, zh]) => (lang === 'zh' ? `${count} ${zh}` : `${count} ${en}${count === 1 ? '' : 's'}`))
    .join(lang === 'zh' ? ' ' : ' and ')
}
