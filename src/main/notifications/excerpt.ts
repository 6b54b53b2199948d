/** Characters that a notification shows at most; every system cuts it off somewhere after. */
const EXCERPT_LENGTH = 200

/** The beginning of a reply as plain lines: a notification shows marks of markdown as they are. */
export function excerpt(markdown: string): string {
  const plain = markdown
    .replace(/```[^\n]*\n?/g, '')
    .replace(/!?\[([^\]]*)\]\([^)\s]*(?:\s[^)]*)?\)/g, '$1')
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+/gm, '')
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
  const characters = Array.from(
    new Intl.Segmenter().segment(plain.slice(0, 12 * EXCERPT_LENGTH)),
    ({ segment }) => segment,
  )
  if (characters.length <= EXCERPT_LENGTH) return characters.join('')
  return `${characters
    .slice(0, EXCERPT_LENGTH - 1)
    .join('')
    .trimEnd()}…`
}
