import { EXPANSIONS } from './expansions.ts'
import { stripMarkdown } from './strip-markdown.ts'

/** Text for an English voice. */
export interface SpokenText {
  /** ASCII words and punctuation only; empty when nothing can be said. */
  readonly text: string
  /** True when letters of another script were left out. */
  readonly hasForeignScript: boolean
}

/** Typography and Greek letters that have an ASCII form or a name. */
const PLAIN: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2026': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  '\u2044': '/',
  '\uff05': '%',
  '\u00df': 'ss',
  '\u00e6': 'ae',
  '\u00c6': 'Ae',
  '\u00f8': 'o',
  '\u00d8': 'O',
  '\u0142': 'l',
  '\u0141': 'L',
  '\u0153': 'oe',
  '\u2103': '°C',
  '\u2109': '°F',
  α: ' alpha ',
  β: ' beta ',
  γ: ' gamma ',
  δ: ' delta ',
  λ: ' lambda ',
  μ: ' mu ',
  π: ' pi ',
  σ: ' sigma ',
  ω: ' omega ',
  Δ: ' delta ',
  Ω: ' ohm ',
  '™': '',
  '®': '',
  '©': ' copyright ',
  '†': '',
}

/**
 * Writes text as it is spoken: markdown stripped, and numbers, dates, times, units, sums and addresses in words. A voice reads
 * one script only: text that is mostly in another one gives nothing at all, because a few words out of it would mislead; a few
 * foreign letters in English text are left out.
 */
export function toSpokenText(source: string): SpokenText {
  // Runs of white space say nothing and make patterns slow.
  let text = stripMarkdown(source)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/(?: ?\n ?){2,}/g, '\n\n')
  text = text.replace(/[^\x00-\x7f]/gu, (char) => PLAIN[char] ?? char)
  // Accents go: "café" is read right as "cafe". Superscripts are kept for the rules; symbols like ½ too.
  text = text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')

  const foreign = weigh(text.match(/[^\P{L}\p{sc=Latin}]/gu) ?? [])
  const latin = (text.match(/\p{sc=Latin}/gu) ?? []).length
  if (foreign > 0 && foreign >= latin) return { text: '', hasForeignScript: true }

  for (const [pattern, words] of EXPANSIONS) {
    text = typeof words === 'string' ? text.replace(pattern, words) : text.replace(pattern, words)
  }
  text = text
    .replace(/\s*[\u2013\u2014]\s*|\s+-{1,2}\s+/g, ', ')
    .replace(/[^\x20-\x7e\n]/g, ' ')
    .replace(/[*_#|<>{}[\]\\^`~@+=]/g, ' ')
    .replace(/[()]/g, ', ')
    .replace(/([!?])[!?]+/g, '$1')
    .replace(/\s*\n+\s*/g, (_, at: number, whole: string) =>
      /[.!?:;,]\s*$/.test(whole.slice(0, at)) ? ' ' : '. ',
    )
    .replace(/\s+/g, ' ')
    .replace(/\s+([,.!?;:])/g, '$1')
    .replace(/,(?:\s*,)+/g, ',')
    .replace(/,\s*([.!?;:])/g, '$1')
    .replace(/^[\s,.;:]+/, '')
    .trim()
  const hasWords = /[A-Za-z]/.test(text)
  return { text: hasWords ? text : '', hasForeignScript: foreign > 0 }
}

/** One Han, kana or Hangul character says as much as two or more Latin letters. */
function weigh(letters: readonly string[]): number {
  const dense = letters.filter((letter) =>
    /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(letter),
  )
  return letters.length + dense.length
}
