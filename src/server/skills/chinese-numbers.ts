const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const SMALL_UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }
const BIG_UNITS: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8 }
const NUMERAL = /[零〇一壹二两兩三四五六七八九十百千万萬亿億]+(?:点[零〇一二三四五六七八九]+)?/gu

/** Words in which a numeral is not a number, kept as they are. */
const NOT_NUMBERS =
  /星期[一二三四五六]|周[一二三四五六]|礼拜[一二三四五六]|一下|一些|一样|一起|一直|一点(?!\d|[零〇一二三四五六七八九]|半|钟)|万一|千万别|统一|第一次|三角函数|七夕|五一(?=劳动|节|假|还)|六一(?=儿童|节|还)|十一(?=国庆|假|还)/gu

/** Writes Chinese numerals as digits: 三百零五 as 305, 两千 as 2000, 三点一四 as 3.14, 二零二六 as 2026. */
export function chineseToDigits(text: string): string {
  const kept: string[] = []
  return text
    .replace(NOT_NUMBERS, (word) => {
      kept.push(word)
      return '\ue000'
    })
    .replace(NUMERAL, (numeral) => toDigits(numeral))
    .replace(/\ue000/g, () => kept.shift() ?? '')
}

function toDigits(numeral: string): string {
  const [whole = '', fraction] = numeral.split('点')
  // A unit alone ("千" in a word) is no number; ten is.
  if (/^[百千万萬亿億]+$/u.test(whole)) return numeral
  const digits = /[十百千万萬亿億]/u.test(whole) ? String(valueOf(whole)) : spellOut(whole)
  return fraction === undefined ? digits : `${digits}.${spellOut(fraction)}`
}

function spellOut(numeral: string): string {
  return Array.from(numeral)
    .map((char) => DIGITS[char] ?? '')
    .join('')
}

function valueOf(numeral: string): number {
  let total = 0
  let section = 0
  let digit: number | null = null
  let lastUnit = 10
  for (const char of numeral) {
    const big = BIG_UNITS[char]
    const small = SMALL_UNITS[char]
    if (big !== undefined) {
      total = (total + section + (digit ?? 0)) * big
      section = 0
      digit = null
      lastUnit = big
    } else if (small !== undefined) {
      section += (digit ?? 1) * small
      digit = null
      lastUnit = small
    } else {
      digit = DIGITS[char] ?? 0
      // After 零 the next digit is a unit, not the elided one of 三百五 (350).
      if (char === '零' || char === '〇') {
        digit = null
        lastUnit = 10
      }
    }
  }
  return total + section + (digit ?? 0) * (lastUnit >= 100 ? lastUnit / 10 : 1)
}
