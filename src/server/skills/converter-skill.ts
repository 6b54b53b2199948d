import { showNumber } from './numbers.ts'
import type { Shown } from './numbers.ts'
import { formatLocale, saying, using } from './skill.ts'
import type { Skill, SkillAction } from './skill.ts'
import type { Lang } from './types.ts'
import { convert, findUnit, UNIT_NAMES } from './units.ts'
import type { Unit } from './units.ts'

const NUMBER = String.raw`(-?\d+(?:\.\d+)?|-?\.\d+|(?:half )?an?|minus \d+(?:\.\d+)?|negative \d+(?:\.\d+)?)`
/** "5 miles", "5 feet 11 inches", "72 degrees fahrenheit", "5 and a half miles". */
const AMOUNT = String.raw`${NUMBER}( and a half)? ?(${UNIT_NAMES})(?: (?:and )?(\d+(?:\.\d+)?) ?(${UNIT_NAMES}))?`
const START = String.raw`(?:what (?:is|are)|how (?:much|many|far|long|tall|heavy|hot|cold|fast|big) (?:is|are)|convert|change|turn|translate|calculate)`

const INTO = new RegExp(
  String.raw`^(?:${START} )?${AMOUNT} (?:(?:is |are |equals? )?(?:in|to|into|as|equals?)|is how many|is what in|converted to) (?:what in |the |how many )?(${UNIT_NAMES})(?: be| is)?$`,
)
const HOW_MANY = new RegExp(
  String.raw`^how (?:many|much) (${UNIT_NAMES}) (?:(?:are |is )?(?:there )?(?:in|to|per|make(?: up)?|equals?|is|are|fit in|does it take to make)) ${AMOUNT}$`,
)
const INTO_ZH = new RegExp(
  String.raw`^(?:把|将)?(-?\d+(?:\.\d+)?|零下\d+(?:\.\d+)?)个?(${UNIT_NAMES})(?:等于|是|有|换算成|转换成|转换为|换成|转成|合|相当于|为)(?:多少|几)?个?(${UNIT_NAMES})(?:是多少)?$`,
  'u',
)
const CURRENCY =
  /\b(?:dollars?|euros?|pounds sterling|yen|yuan|rupees?|bucks|usd|eur|gbp|cny|rmb|jpy)\b.* (?:in|to|into|worth in) .*\b(?:dollars?|euros?|pounds?|yen|yuan|rupees?|usd|eur|gbp|cny|rmb|jpy)\b|\bexchange rate\b/
const CURRENCY_ZH = /汇率|(?:美元|欧元|英镑|日元|人民币).*(?:美元|欧元|英镑|日元|人民币)/u

/** Converts measures. */
export const converterSkill: Skill = {
  name: 'converter',
  match({ text, lang }, { locale }) {
    if (lang === 'zh') {
      if (CURRENCY_ZH.test(text)) return saying('汇率每天都在变，离线时我没有可靠的汇率数据。')
      const match = INTO_ZH.exec(text)
      if (match === null) return null
      const value = Number((match[1] as string).replace('零下', '-'))
      return tell([[value, match[2] as string]], match[3] as string, locale, lang)
    }
    if (CURRENCY.test(text)) return saying('Exchange rates change every day, and I have none offline.')
    const into = INTO.exec(text)
    if (into !== null) return tell(amounts(into.slice(1, 6)), into[6] as string, locale, lang)
    const howMany = HOW_MANY.exec(text)
    if (howMany !== null) return tell(amounts(howMany.slice(2, 7)), howMany[1] as string, locale, lang)
    return null
  },
}

type Amount = readonly [number, string]

function amounts([value, half, unit, more, moreUnit]: readonly (string | undefined)[]): Amount[] {
  const first: Amount = [numberOf(value ?? '') + (half === undefined ? 0 : 0.5), unit ?? '']
  return more === undefined || moreUnit === undefined ? [first] : [first, [Number(more), moreUnit]]
}

function numberOf(text: string): number {
  if (/^half an?$/.test(text)) return 0.5
  if (/^an?$/.test(text)) return 1
  return Number(text.replace(/^(?:minus|negative) /, '-'))
}

function tell(
  amountsGiven: readonly Amount[],
  target: string,
  locale: string,
  lang: Lang,
): SkillAction | null {
  const to = findUnit(target)
  const from = amountsGiven.map(([value, name]) => [value, findUnit(name)] as const)
  if (to === null || from.some(([, unit]) => unit === null)) return null
  const known = from as readonly (readonly [number, Unit])[]
  const format = formatLocale(locale, lang)
  const given = known.map(([value, unit]) => measure(value, unit, format, lang).text).join(' ')
  const other = known.find(([, unit]) => unit.kind !== to.kind)
  if (other !== undefined) {
    const [, unit] = other
    return saying(
      lang === 'zh'
        ? `${unit.zh}和${to.zh}不是同一类单位，不能换算。`
        : `${titled(unit.en[1])} and ${to.en[1]} measure different things, so I cannot convert between them.`,
    )
  }
  const value = known.reduce((sum, [amount, unit]) => sum + convert(amount, unit, to), 0)
  const { text: result, isRounded } = measure(value, to, format, lang)
  const say =
    lang === 'zh'
      ? `${given}${isRounded ? '约等于' : '等于'} ${result}。`
      : `${given} is ${isRounded ? 'about ' : ''}${result}${inFeetAndInches(value, to)}.`
  return using('converter', { value: given, to: to.en[1] }, () => ({ say, result }))
}

/** Heights are said in feet and inches. */
function inFeetAndInches(value: number, unit: Unit): string {
  if (unit.en[0] !== 'foot' || value < 1 || value > 100 || Number.isInteger(value)) return ''
  const inches = Math.round(value * 12)
  return `, or ${Math.floor(inches / 12)} feet ${inches % 12} inches`
}

/** Four digits are what a listener keeps; temperatures are only ever said to a tenth. */
function measure(value: number, unit: Unit, locale: string, lang: Lang): Shown {
  const isTemperature = unit.kind === 'temperature'
  const shown = showNumber(
    isTemperature ? Number(value.toFixed(1)) : value,
    locale,
    isTemperature ? 12 : 5,
    4,
  )
  const isRounded = shown.isRounded || (isTemperature && Math.abs(value - Number(value.toFixed(1))) > 1e-9)
  const name = lang === 'zh' ? unit.zh : unit.en[shown.text === '1' ? 0 : 1]
  return { text: `${shown.text} ${name}`, isRounded }
}

function titled(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
