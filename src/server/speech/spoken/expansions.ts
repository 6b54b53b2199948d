import { cardinal, clockTime, decade, decimal, digitByDigit, ordinal, year } from './number-to-words.ts'

/** One rule of the normaliser: what it finds and what is said instead. Rules run in order; later ones see the output. */
export type Expansion = readonly [RegExp, string | ((...match: string[]) => string)]

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
const MONTH =
  '(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)'
const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)`

/** Singular and plural of units that are written right after a number. Case counts: `mW` is not `MW`. */
const UNITS: Readonly<Record<string, readonly [string, string]>> = {
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '°': ['degree', 'degrees'],
  'km/h': ['kilometer per hour', 'kilometers per hour'],
  'm/s': ['meter per second', 'meters per second'],
  mph: ['mile per hour', 'miles per hour'],
  km: ['kilometer', 'kilometers'],
  cm: ['centimeter', 'centimeters'],
  mm: ['millimeter', 'millimeters'],
  m: ['meter', 'meters'],
  mi: ['mile', 'miles'],
  ft: ['foot', 'feet'],
  yd: ['yard', 'yards'],
  kg: ['kilogram', 'kilograms'],
  g: ['gram', 'grams'],
  mg: ['milligram', 'milligrams'],
  lb: ['pound', 'pounds'],
  lbs: ['pound', 'pounds'],
  oz: ['ounce', 'ounces'],
  l: ['liter', 'liters'],
  L: ['liter', 'liters'],
  ml: ['milliliter', 'milliliters'],
  mL: ['milliliter', 'milliliters'],
  B: ['byte', 'bytes'],
  KB: ['kilobyte', 'kilobytes'],
  kB: ['kilobyte', 'kilobytes'],
  MB: ['megabyte', 'megabytes'],
  GB: ['gigabyte', 'gigabytes'],
  TB: ['terabyte', 'terabytes'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  W: ['watt', 'watts'],
  kW: ['kilowatt', 'kilowatts'],
  kWh: ['kilowatt hour', 'kilowatt hours'],
  V: ['volt', 'volts'],
  mAh: ['milliampere hour', 'milliampere hours'],
  ms: ['millisecond', 'milliseconds'],
  s: ['second', 'seconds'],
  sec: ['second', 'seconds'],
  min: ['minute', 'minutes'],
  h: ['hour', 'hours'],
  hr: ['hour', 'hours'],
  hrs: ['hour', 'hours'],
}
const UNIT_NAMES = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|')

const CURRENCIES: Readonly<Record<string, readonly [string, string, string]>> = {
  $: ['dollar', 'dollars', 'cents'],
  '€': ['euro', 'euros', 'cents'],
  '£': ['pound', 'pounds', 'pence'],
  '¥': ['yen', 'yen', ''],
}

const FRACTIONS: Readonly<Record<string, string>> = {
  '1/2': 'one half',
  '1/3': 'one third',
  '2/3': 'two thirds',
  '1/4': 'one quarter',
  '3/4': 'three quarters',
}
const VULGAR: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
}

const isOne = (number: string): boolean => /^1(\.0+)?$/.test(number)
const meridiem = (text: string): string => (text.toLowerCase().startsWith('a') ? 'A M' : 'P M')
const monthName = (text: string): string =>
  MONTHS.find((month) => month.toLowerCase().startsWith(text.toLowerCase().slice(0, 3))) ?? text
const dateWords = (y: string, m: string, d: string): string =>
  `${MONTHS[Number(m) - 1]} ${ordinal(d)}, ${year(Number(y))}`
const spellHost = (host: string): string =>
  host
    .replace(/^www\./i, '')
    .replace(/\./g, ' dot ')
    .replace(/[-_]/g, ' ')

function money(sign: string, amount: string, scale: string): string {
  const [one, many, small] = CURRENCIES[sign] as readonly [string, string, string]
  if (scale !== '') return `${decimal(amount)} ${scale} ${many}`
  const [whole = '0', cents = ''] = amount.replaceAll(',', '').split('.')
  const main = `${cardinal(whole)} ${isOne(whole) ? one : many}`
  if (cents.length !== 2 || small === '') return cents === '' ? main : `${decimal(amount)} ${many}`
  return cents === '00'
    ? main
    : `${main} and ${cardinal(cents)} ${cents === '01' && small === 'cents' ? 'cent' : small}`
}

/** Everything that English writes otherwise than it says, from the most specific to the least. */
export const EXPANSIONS: readonly Expansion[] = [
  [/[½⅓⅔¼¾]/g, (mark) => ` ${VULGAR[mark]}`],
  // Addresses. Only the host of a URL is said: paths and queries are for eyes.
  [
    /\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)/g,
    (_, name = '', host = '') => `${spellHost(name)} at ${spellHost(host)}`,
  ],
  [/\bhttps?:\/\/([\w.-]*\w)(?::\d+)?(?:\/\S*[\w/])?/gi, (_, host = '') => spellHost(host)],
  [/\bwww\.([\w-]+(?:\.[\w-]+)+)(?:\/\S*[\w/])?/gi, (_, host = '') => spellHost(host)],
  // Dates
  [/\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b/g, (_, y = '', m = '', d = '') => dateWords(y, m, d)],
  [
    /\b(0?[1-9]|1[0-2])\/(0?[1-9]|[12]\d|3[01])\/(\d{4})\b/g,
    (_, m = '', d = '', y = '') => dateWords(y, m, d),
  ],
  [
    /\b(1[3-9]|2\d|3[01])[/.](0?[1-9]|1[0-2])[/.](\d{4})\b/g,
    (_, d = '', m = '', y = '') => dateWords(y, m, d),
  ],
  [
    new RegExp(String.raw`\b${MONTH}\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`, 'g'),
    (_, m = '', d = '', y = '') => `${monthName(m)} ${ordinal(d)}, ${year(Number(y))}`,
  ],
  [
    new RegExp(String.raw`\b${MONTH}\.? (\d{1,2})(?:st|nd|rd|th)?\b(?![:.,]?\d)`, 'g'),
    (_, m = '', d = '') => `${monthName(m)} ${ordinal(d)}`,
  ],
  [
    new RegExp(String.raw`\b(?:the )?(\d{1,2})(?:st|nd|rd|th)? (?:of )?${MONTH}\b(?:,? (\d{4})\b)?`, 'g'),
    (_, d = '', m = '', y?: string) =>
      `the ${ordinal(d)} of ${monthName(m)}${y === undefined ? '' : `, ${year(Number(y))}`}`,
  ],
  [
    /\b(in|since|until|till|from|by|year|of|January|February|March|April|May|June|July|August|September|October|November|December) (1[1-9]\d\d|20\d\d)\b(?![.,]?\d|%)/gi,
    (_, word = '', y = '') => `${word} ${year(Number(y))}`,
  ],
  [/\b(1[1-9]\d0|20\d0)s\b/g, (_, y = '') => decade(Number(y))],
  [/\bthe ([2-9]0)s\b/g, (_, tens = '') => `the ${decade(Number(tens))}`],
  // Times
  [
    /\b(\d{1,2}):([0-5]\d):([0-5]\d)\b/g,
    (_, h = '', m = '', s = '') => {
      const parts = [
        [h, 'hour'],
        [m, 'minute'],
        [s, 'second'],
      ] as const
      return parts
        .filter(([value]) => Number(value) > 0)
        .map(([value, unit]) => `${cardinal(value)} ${unit}${Number(value) === 1 ? '' : 's'}`)
        .join(' ')
    },
  ],
  [
    /\b([01]?\d|2[0-3]):([0-5]\d)(?:\s?([ap])(?:\.\s?m\.?|m\b))?/gi,
    (_, h = '', m = '', half?: string) =>
      `${clockTime(Number(h), Number(m), half !== undefined)}${half === undefined ? '' : ` ${meridiem(half)}`}`,
  ],
  [
    /\b(1[0-2]|[1-9])\s?([ap])(?:\.\s?m\.?|m\b)/gi,
    (_, h = '', half = '') => `${cardinal(h)} ${meridiem(half)}`,
  ],
  // Money
  [
    new RegExp(String.raw`([$€£¥])\s?${NUMBER}(?:\s(thousand|million|billion|trillion)\b)?`, 'g'),
    (_, sign = '', amount = '', scale = '') => money(sign, amount, scale),
  ],
  // Measures: a unit counts only right after a number and at the end of its word.
  [
    new RegExp(String.raw`${NUMBER}\s?(${UNIT_NAMES})(?![\w/°])`, 'g'),
    (_, number = '', unit = '') => `${number} ${UNITS[unit]?.[isOne(number) ? 0 : 1] ?? unit}`,
  ],
  [/(\d)\s?%/g, '$1 percent'],
  // Versions and network addresses: more than one point.
  [
    /\bv?(\d+(?:\.\d+){2,})\b/gi,
    (_, dotted = '') =>
      dotted
        .split('.')
        .map((part) => cardinal(part))
        .join(' point '),
  ],
  [/\bv(?=\d)/gi, 'version '],
  // Sums
  [/(\d)\s*[x×*]\s*(?=[\d(])/g, '$1 times '],
  [/(\d|\))\s*÷\s*/g, '$1 divided by '],
  [/\b(\d+\/\d+)\b/g, (_, both = '') => FRACTIONS[both] ?? both.replace('/', ' over ')],
  [/(\d|\))\s+\/\s+(?=[\d(])/g, '$1 divided by '],
  [/(\d|\))\s+[-\u2212]\s+(?=[\d(])/g, '$1 minus '],
  [/(\d)\s?[-\u2013]\s?(?=\d)/g, '$1 to '],
  [/(^|[\s(=])[-\u2212](?=[\d.])/g, '$1minus '],
  [/\s*\^\s*2\b|²/g, ' squared'],
  [/\s*\^\s*3\b|³/g, ' cubed'],
  [/\s*\^\s*(?=\d)/g, ' to the power of '],
  [/√\s*/g, ' the square root of '],
  [/∛\s*/g, ' the cube root of '],
  [/\s*\+\s*(?=[\d(.])/g, ' plus '],
  [/\s*≈\s*/g, ' is about '],
  [/\s*=\s*/g, ' equals '],
  [/\s*≠\s*/g, ' is not '],
  [/\s*(?:≤|<=)\s*/g, ' is at most '],
  [/\s*(?:≥|>=)\s*/g, ' is at least '],
  [/(\d)\s*<\s*(?=\d)/g, '$1 is less than '],
  [/(\d)\s*>\s*(?=\d)/g, '$1 is greater than '],
  [/±\s*/g, ' plus or minus '],
  [/~\s?(?=\d)/g, 'about '],
  [/#(?=\d)/g, 'number '],
  [/\b([A-Z])\+\+/g, '$1 plus plus'],
  [/\b([A-Z])#/g, '$1 sharp'],
  [/\s@\s/g, ' at '],
  [/\s*&\s*/g, ' and '],
  [/\s*[→⇒]\s*/g, ' to '],
  [/(\w)\/(?=\w)/g, '$1 '],
  [/\b(\d+)(?:st|nd|rd|th)\b/g, (_, digits = '') => ordinal(digits)],
  // What is left of the digits. A leading zero means a code, not a quantity.
  [/(?<![\d.,])0\d+\b(?!\.\d)/g, (digits) => digitByDigit(digits)],
  [new RegExp(NUMBER, 'g'), (number) => ` ${decimal(number)} `],
]
