import type { Spoken } from '../../../shared/view.ts'

/** Words on the HUD: what was said, and what of the same sentence is still to come. */
export interface HudWords {
  readonly said: string
  /** Begins with a space where there is one between the two. */
  readonly ahead: string
}

export const NO_WORDS: HudWords = { said: '', ahead: '' }

/** Columns of what is still to come: less than a line, so that what is being heard stays in sight. */
const MOST_AHEAD = 34
/** Columns of the newest words: what two lines hold, and a little more. */
const MOST_COLUMNS = 120
/** A cut may fall so many characters away from where it must to be at a word. */
const WORD_WITHIN = 20

/** A text as one plain line: markdown marks and code are noise here. */
export function plainLine(text: string): string {
  return text
    .replace(/```[\s\S]*?(```|$)/g, ' … ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`#>|]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The end of a text as one plain line, cut at a word where there is one. */
export function lastWords(text: string): HudWords {
  return { said: endOf(text), ahead: '' }
}

/** Where the voice is in a reply: the sentence that is heard, or the end of the text while nothing is known of that. */
export function spokenWords({ text, spoken }: { text: string; spoken: Spoken | null }): HudWords {
  if (!spoken) return lastWords(text)
  const { from, to, heard } = spoken
  // Between two sentences the one that was just heard stays.
  if (from === to) return lastWords(text.slice(0, heard))
  const at = Math.min(Math.max(heard, from), to)
  const ahead = startOf(text.slice(at, to))
  const isBetweenWords = ahead !== '' && /^(\s.|.\s)/s.test(text.slice(at - 1, at + 1))
  return {
    said: endOf(text.slice(from, at)),
    ahead: isBetweenWords ? ` ${ahead}` : ahead,
  }
}

function startOf(text: string): string {
  const characters = charactersOf(plainLine(text.slice(0, 12 * MOST_AHEAD)))
  const fitting = fit(characters, MOST_AHEAD)
  const head = fitting.join('')
  if (fitting.length === characters.length) return head
  const space = head.lastIndexOf(' ')
  return `${head.length - space < WORD_WITHIN ? head.slice(0, space) : head}…`
}

function endOf(text: string): string {
  // Only the end is looked at: a reply grows many times a second.
  const plain = plainLine(text.slice(-40 * MOST_COLUMNS)).slice(-12 * MOST_COLUMNS)
  const characters = charactersOf(plain)
  const fitting = fit(characters.toReversed(), MOST_COLUMNS).toReversed()
  const tail = fitting.join('')
  if (fitting.length === characters.length) return tail
  const space = tail.indexOf(' ')
  return `…${space >= 0 && space < WORD_WITHIN ? tail.slice(space + 1) : tail}`
}

/** Whole characters, as people count them. */
function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
}

/** As many of the characters as there are columns for. Those of Chinese, Japanese and Korean take two. */
function fit(characters: readonly string[], columns: number): string[] {
  let left = columns
  const first = characters.findIndex((character) => (left -= isWide(character) ? 2 : 1) < 0)
  return characters.slice(0, first === -1 ? characters.length : first)
}

function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef\p{Extended_Pictographic}]/u.test(
    character,
  )
}
