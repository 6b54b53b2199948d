const ONES = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const
const SCALES = ['', 'thousand', 'million', 'billion', 'trillion', 'quadrillion'] as const
const ORDINALS: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
}

/** Numbers with more digits than this are read digit by digit: nobody follows a sextillion. */
const MAX_DIGITS = 18

/**
 * A whole number in words, American style (without "and").
 *
 * @param digits decimal digits only.
 */
export function cardinal(digits: string): string {
  const plain = digits.replace(/^0+(?=\d)/, '')
  if (plain.length > MAX_DIGITS) return digitByDigit(digits)
  if (plain === '0') return ONES[0]
  const words: string[] = []
  for (let scale = Math.ceil(plain.length / 3) - 1; scale >= 0; scale--) {
    const end = plain.length - scale * 3
    const group = Number(plain.slice(Math.max(0, end - 3), end))
    if (group === 0) continue
    words.push(belowThousand(group))
    if (scale > 0) words.push(SCALES[scale] as string)
  }
  return words.join(' ')
}

function belowThousand(value: number): string {
  const rest = value % 100
  const hundreds = value >= 100 ? `${ONES[Math.floor(value / 100)]} hundred` : ''
  return [hundreds, rest > 0 || value === 0 ? belowHundred(rest) : ''].filter((part) => part !== '').join(' ')
}

function belowHundred(value: number): string {
  if (value < 20) return ONES[value] as string
  const ones = value % 10
  return `${TENS[Math.floor(value / 10)]}${ones > 0 ? `-${ONES[ones]}` : ''}`
}

/** "twenty-first" for 21. */
export function ordinal(digits: string): string {
  const words = cardinal(digits)
  const at = Math.max(words.lastIndexOf(' '), words.lastIndexOf('-')) + 1
  const last = words.slice(at)
  const end = ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`)
  return words.slice(0, at) + end
}

/** "three point one four" for 3.14; the whole part may hold grouping commas. */
export function decimal(text: string): string {
  const [whole = '', fraction] = text.replaceAll(',', '').split('.')
  const words = cardinal(whole === '' ? '0' : whole)
  return fraction === undefined ? words : `${words} point ${digitByDigit(fraction)}`
}

/** "zero zero seven" for 007. */
export function digitByDigit(digits: string): string {
  return Array.from(digits)
    .map((digit) => ONES[Number(digit)] ?? '')
    .join(' ')
}

/** A year as people say it: "nineteen eighty-four", "two thousand six", "twenty twenty-six". */
export function year(value: number): string {
  const rest = value % 100
  if (value < 1000 || value > 9999 || (value >= 2000 && value < 2010) || value % 1000 === 0) {
    return cardinal(String(value))
  }
  const century = belowHundred(Math.floor(value / 100))
  if (rest === 0) return `${century} hundred`
  return rest < 10 ? `${century} oh ${ONES[rest]}` : `${century} ${belowHundred(rest)}`
}

/** "nineteen nineties" for 1990. */
export function decade(value: number): string {
  const words = year(value)
  return words.endsWith('y') ? `${words.slice(0, -1)}ies` : `${words}s`
}

/** A time of day on the 12 or 24 hour clock: "three forty-five", "three oh five", "three o'clock". */
export function clockTime(hour: number, minute: number, hasMeridiem: boolean): string {
  const hours = belowHundred(hour)
  if (minute === 0)
    return hasMeridiem ? hours : hour > 12 || hour === 0 ? `${hours} hundred` : `${hours} o'clock`
  return `${hours} ${minute < 10 ? `oh ${ONES[minute]}` : belowHundred(minute)}`
}
