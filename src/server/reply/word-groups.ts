/**
 * Cuts a ready answer into the small groups of words in which a model would write it, so that a client has one way only to show
 * text. Groups joined give the text back exactly.
 *
 * @param words how many words (or twice as many Han characters) a group has.
 */
export function wordGroups(text: string, words = 3): string[] {
  // A token is a word, or one dense character, with the white space and punctuation behind it.
  const tokens =
    text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}][^\p{L}\p{N}]*|[^\s\p{sc=Han}]+\s*|\s+/gu) ?? []
  const groups: string[] = []
  let group = ''
  let size = 0
  for (const token of tokens) {
    group += token
    size += /^\p{sc=Han}/u.test(token) ? 0.5 : 1
    if (size >= words) {
      groups.push(group)
      group = ''
      size = 0
    }
  }
  if (group !== '') groups.push(group)
  return groups
}
