import type { Spoken } from '../../../shared/view.ts'

/** Words on the HUD: what was said, and what of the same sentence is still to come. */
export interface HudWords {
  readonly said: string
  /** Begins with a space where there is one between the two. */
  readonly ahead: string
}

export const NO_WORDS: HudWords = { said: '', ahead: '' }

/** Characters of what is still to come, so that what is being heard stays in sight. */
const MOST_AHEAD = 48
/** Characters of the newest words: what two lines hold, and a little more. */
const MOST_CHARACTERS = 130
/** A cut may fall so many characters after the first one to be at a word. */
const WORD_WITHIN = 24

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
  return { said: endOf(text, MOST_CHARACTERS), ahead: '' }
}

/** Where the voice is in a reply: the sentence that is heard, or the end of the text while nothing is known of that. */
export function spokenWords({ text, spoken }: { text: string; spoken: Spoken | null }): HudWords {
  if (!spoken) return lastWords(text)
  const { from, to, heard } = spoken
  // Between two sentences the one that was just heard stays.
  if (from === to) return lastWords(text.slice(0, heard))
  const at = Math.min(Math.max(heard, from), to)
  const ahead = startOf(text.slice(at, to), MOST_AHEAD)
  const isBetweenWords = ahead !== '' && /^(\s.|.\s)/s.test(text.slice(at - 1, at + 1))
  return {
    said: endOf(text.slice(from, at), MOST_CHARACTERS - ahead.length),
    ahead: isBetweenWords ? ` ${ahead}` : ahead,
  }
}

function startOf(text: string, most: number): string {
  const plain = plainLine(text.slice(0, 12 * most))
  const characters = charactersOf(plain)
  if (characters.length <= most) return plain
  const head = characters.slice(0, most).join('')
  const space = head.lastIndexOf(' ')
  return `${most - space < WORD_WITHIN ? head.slice(0, space) : head}…`
}

function endOf(text: string, most: number): string {
  // Only the end is looked at: a reply grows many times a second. Whole characters as people count them.
  const plain = plainLine(text.slice(-40 * most))
  const end = plain.slice(-12 * most)
  const characters = charactersOf(end)
  if (characters.length <= most) return end
  const tail = characters.slice(-most).join('')
  const space = tail.indexOf(' ')
  return `…${space >= 0 && space < WORD_WITHIN ? tail.slice(space + 1) : tail}`
}

function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
}
