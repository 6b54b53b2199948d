import { wordsToDigits } from './number-words.ts'
import { chineseToDigits } from './chinese-numbers.ts'
import type { Lang } from './types.ts'

/** What was said, in the forms that skills match on. */
export interface Utterance {
  /** As it came, trimmed. Notes and labels are taken from here, with their capitals. */
  readonly raw: string
  /**
   * English: lower case, contractions written out, polite words and punctuation gone (except inside numbers, times and sums),
   * number words as digits. Chinese: full-width forms, punctuation and particles gone, numerals as digits.
   */
  readonly text: string
  readonly lang: Lang
}

const HAN = /\p{sc=Han}/u

/** Chinese when there is a Han character in it; text without letters follows the locale. */
export function languageOf(text: string, locale: string): Lang {
  if (HAN.test(text)) return 'zh'
  if (/\p{L}/u.test(text)) return 'en'
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function toUtterance(source: string, locale: string): Utterance {
  const raw = source.normalize('NFKC').trim()
  const lang = languageOf(raw, locale)
  return { raw, lang, text: lang === 'zh' ? normaliseChinese(raw) : normaliseEnglish(raw) }
}

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(what|who|where|when|how|that|it|there|here|let|she|he)'s\b/g, '$1 is'],
  [/\bwhat're\b/g, 'what are'],
  [/\bi'm\b/g, 'i am'],
  [/\bi'd\b/g, 'i would'],
  [/\b(\w+)'ll\b/g, '$1 will'],
  [/\b(\w+)'ve\b/g, '$1 have'],
  [/\bdon't\b/g, 'do not'],
  [/\bcan't\b/g, 'cannot'],
  [/\bwhats\b/g, 'what is'],
  [/\bo'clock\b/g, 'oclock'],
]

/** Spellings that recognisers (and the voices they were tested with) produce for one word. */
const VARIANTS: readonly (readonly [RegExp, string])[] = [
  [/\bper cent\b/g, 'percent'],
  [/\bto-(day|morrow|night)\b/g, 'to$1'],
  [/\bsett\b/g, 'set'],
  [/\bkilometre/g, 'kilometer'],
  [/(\w)metre(s?)\b/g, '$1meter$2'],
  [/\bmetre(s?)\b/g, 'meter$1'],
  [/\blitre(s?)\b/g, 'liter$1'],
  [/\b(\w+)litre(s?)\b/g, '$1liter$2'],
  [/\bokay\b/g, 'ok'],
  [/\bx-?mas\b/g, 'christmas'],
]

const POLITE_START =
  /^(?:(?:hey|ok|hi|hello|yo)\s+)?(?:parley\s+)?(?:(?:um+|uh+|er+|well|so|and|now|then|just|please|kindly|ok|hey)\s+)*(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:just\s+)?|i would like (?:you )?to\s+|i (?:want|need) (?:you )?to\s+|do you know\s+|tell me\s+|please\s+|let us\s+|let me know\s+)*/
const POLITE_END = /(?:\s+(?:please|thanks|thank you|for me|parley|(?<!from )(?:right )?now|ok))+$/

/** See `Utterance.text`. */
export function normaliseEnglish(raw: string): string {
  let text = raw
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d"]/g, ' ')
    .replace(/\u2212/g, '-')
    .replace(/\b([ap])\.\s?m\b\.?/g, '$1m')
    .replace(/(\d)\s?([ap]m)\b/g, '$1 $2')
  for (const [pattern, words] of [...CONTRACTIONS, ...VARIANTS]) text = text.replace(pattern, words)
  text = text
    // A comma or point stays only inside a number, a colon inside a time.
    .replace(/(?<!\d),|,(?!\d{3}(?!\d))/g, ' ')
    .replace(/,(?=\d)/g, '')
    .replace(/\.(?!\d)/g, ' ')
    .replace(/:(?!\d)/g, ' ')
    .replace(/(?<=[a-z])-(?=[a-z])/g, ' ')
    .replace(/!(?=\s|$)(?<!\d!)/g, ' ')
    .replace(/[?;…]/g, ' ')
    .replace(/'(?=\s|$)|(?<=\s|^)'/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  text = wordsToDigits(text)
  const bare = text.replace(POLITE_START, '').replace(POLITE_END, '').trim()
  return bare === '' ? text : bare
}

const CHINESE_POLITE =
  /^(?:请问一下|请问|麻烦你?|请你?|能不能|可以|帮我|帮忙|给我|告诉我|你知道|我想知道|我想|那|嗯|啊|哦)+/u
const CHINESE_PARTICLES = /(?:吗|呢|吧|啊|呀|哦|啦|谢谢|好吗|好不好|可以吗)+$/u

/** See `Utterance.text`. */
export function normaliseChinese(raw: string): string {
  const text = raw
    .toLowerCase()
    .replace(/[\s,，。！!？?、；;“”"‘’…~]+/gu, (mark, at: number, whole: string) => {
      // A space between two Latin words is theirs.
      const around = `${whole[at - 1] ?? ''}${whole[at + mark.length] ?? ''}`
      if (/^\s+$/u.test(mark) && /^[a-z0-9]{2}$/.test(around)) return ' '
      // A grouping comma inside a number goes too.
      return ''
    })
    .replace(/:(?!\d)/g, '')
  const bare = text.replace(CHINESE_POLITE, '').replace(CHINESE_PARTICLES, '')
  return chineseToDigits(bare === '' ? text : bare)
}
