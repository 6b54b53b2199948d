const UNITS: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
}
const TENS: Readonly<Record<string, number>> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
}
const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
}
const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
}

/**
 * Writes the English number words of a lower-case text as digits: "twenty one" as 21, "one hundred and five" as 105, "three
 * point one four" as 3.14, "nineteen eighty four" as 1984, "twenty third" as 23rd. Digits stay. Words that are only sometimes
 * numbers ("a", "second", "third") stay too, except "a hundred" and its kin.
 */
export function wordsToDigits(text: string): string {
  const words = text.replace(/(?<=[a-z])-(?=[a-z])/g, ' ').split(' ')
  const out: string[] = []
  for (let at = 0; at < words.length;) {
    const number = readNumber(words, at)
    if (number === null) out.push(words[at++] as string)
    else {
      out.push(number.digits)
      at = number.end
    }
  }
  return out.join(' ')
}

/** A number that starts at `at`, as digits, and the index behind it. */
function readNumber(words: readonly string[], at: number): { digits: string; end: number } | null {
  const whole = readWhole(words, at)
  if (whole === null) return null
  let { digits, end } = whole
  if (words[end] === 'point' || words[end] === 'dot') {
    let fraction = ''
    let next = end + 1
    for (; next < words.length; next++) {
      const word = words[next] as string
      const digit = word === 'oh' ? 0 : (UNITS[word] ?? (/^\d+$/.test(word) ? word : undefined))
      if (digit === undefined || (Number(digit) > 9 && typeof digit === 'number')) break
      fraction += String(digit)
    }
    if (fraction !== '') {
      digits = `${digits}.${fraction}`
      end = next
    }
  }
  // "two million", "2.5 million": a scale behind a decimal or behind digits.
  const scale = SCALES[words[end] ?? '']
  if (scale !== undefined)
    return { digits: String(Number((Number(digits) * scale).toPrecision(15))), end: end + 1 }
  return { digits, end }
}

function readWhole(words: readonly string[], at: number): { digits: string; end: number } | null {
  const first = words[at] as string
  if (/^\d+(?:\.\d+)?$/.test(first)) return { digits: first, end: at + 1 }
  const group = readUnderThousand(words, at)
  if (group === null) return null
  let { value: small, end } = group
  let total = 0
  let lastScale = Infinity
  for (;;) {
    const scale = SCALES[words[end] ?? '']
    if (scale === undefined || scale >= lastScale) break
    total += small * scale
    lastScale = scale
    small = 0
    end++
    const joint = words[end] === 'and' ? end + 1 : end
    const rest = readUnderThousand(words, joint)
    if (rest === null) break
    small = rest.value
    end = rest.end
  }
  const value = total + small
  // Years and the like: two groups of two digits side by side.
  if (total === 0 && value >= 10 && value <= 99) {
    const pair = readUnderThousand(words, end)
    if (pair !== null && pair.value >= 10 && pair.value <= 99) {
      return { digits: `${value}${pair.value}`, end: pair.end }
    }
    if (words[end] === 'oh' && (UNITS[words[end + 1] ?? ''] ?? 10) < 10) {
      return { digits: `${value}0${UNITS[words[end + 1] as string]}`, end: end + 2 }
    }
    const ordinal = value % 10 === 0 ? ORDINALS[words[end] ?? ''] : undefined
    if (ordinal !== undefined && TENS[first] !== undefined) {
      return { digits: withSuffix(value + ordinal), end: end + 1 }
    }
  }
  return { digits: String(value), end }
}

function readUnderThousand(words: readonly string[], at: number): { value: number; end: number } | null {
  const word = words[at]
  if (word === undefined) return null
  if (
    word === 'a' &&
    (words[at + 1] === 'hundred' || words[at + 1] === 'thousand' || words[at + 1] === 'million')
  ) {
    return words[at + 1] === 'hundred' ? afterHundred(words, 1, at + 2) : { value: 1, end: at + 1 }
  }
  const small = readUnderHundred(words, at)
  if (small === null) return null
  return words[small.end] === 'hundred' ? afterHundred(words, small.value, small.end + 1) : small
}

function afterHundred(
  words: readonly string[],
  hundreds: number,
  at: number,
): { value: number; end: number } {
  const rest = readUnderHundred(words, words[at] === 'and' ? at + 1 : at)
  return rest === null
    ? { value: hundreds * 100, end: at }
    : { value: hundreds * 100 + rest.value, end: rest.end }
}

function readUnderHundred(words: readonly string[], at: number): { value: number; end: number } | null {
  const word = words[at] ?? ''
  const unit = UNITS[word]
  if (unit !== undefined) return { value: unit, end: at + 1 }
  const ten = TENS[word]
  if (ten === undefined) return null
  const ones = UNITS[words[at + 1] ?? '']
  return ones !== undefined && ones > 0 && ones < 10
    ? { value: ten + ones, end: at + 2 }
    : { value: ten, end: at + 1 }
}

function withSuffix(value: number): string {
  const ones = value % 10
  return `${value}${ones === 1 ? 'st' : ones === 2 ? 'nd' : ones === 3 ? 'rd' : 'th'}`
}
