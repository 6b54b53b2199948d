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
export function lastWords(text: string): string {
  // Only the end is looked at: a reply grows many times a second. Whole characters as people count them.
  const plain = plainLine(text.slice(-40 * MOST_CHARACTERS))
  const end = plain.slice(-12 * MOST_CHARACTERS)
  const characters = Array.from(new Intl.Segmenter().segment(end), ({ segment }) => segment)
  if (characters.length <= MOST_CHARACTERS) return end
  const tail = characters.slice(-MOST_CHARACTERS).join('')
  const space = tail.indexOf(' ')
  return `…${space >= 0 && space < WORD_WITHIN ? tail.slice(space + 1) : tail}`
}
