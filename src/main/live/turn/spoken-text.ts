/*
 * Finds the text of an audio chunk in the text of the reply. The two differ: the reply has markdown and the model's own
 * spacing, a chunk has what its server gave to the voice. Only letters and digits are compared, and it is searched forward.
 */

/** How far ahead of the last passage is searched, in characters: code and tables that nobody reads out can lie between. */
const REACH = 20_000

/** Letters and digits that make a match sure enough to skip any text before it. */
const DISTINCT = 12

/** Letters and digits that a short match ("Yes.") may skip: an emoji's name, a number of a list, a word left out. */
const SHORT_SKIP = 24

/** Letters and digits compared at each end of a passage that differs in the middle, where a number is read out. */
const ANCHOR = 8

/** A passage may be so many times shorter or longer than its chunk. */
const STRETCH = 2

export interface Passage {
  readonly from: number
  /** Not included. */
  readonly to: number
}

/** A text's letters and digits in one case, and where each was. */
interface Letters {
  readonly text: string
  readonly at: readonly number[]
}

/** Where `chunk` stands in `reply`, at or after `from`; null when it can't be told. */
export function locate(reply: string, chunk: string, from: number): Passage | null {
  const wanted = lettersOf(chunk, 0, chunk.length).text
  if (wanted === '') return null
  const letters = lettersOf(reply, from, from + REACH)
  const exact = letters.text.indexOf(wanted)
  if (exact !== -1) {
    const isSure = exact <= SHORT_SKIP || wanted.length >= DISTINCT
    return isSure ? passage(reply, letters, exact, exact + wanted.length) : null
  }
  return locateByEnds(reply, letters, wanted)
}

/** By its first and last letters, for a passage that was changed in the middle. */
function locateByEnds(reply: string, letters: Letters, wanted: string): Passage | null {
  if (wanted.length < 2 * ANCHOR) return null
  const first = letters.text.indexOf(wanted.slice(0, ANCHOR))
  if (first === -1) return null
  const shortest = first + Math.max(ANCHOR, Math.floor(wanted.length / STRETCH) - ANCHOR)
  const last = letters.text.indexOf(wanted.slice(-ANCHOR), shortest)
  const end = last + ANCHOR
  if (last === -1 || end - first > wanted.length * STRETCH) return null
  return passage(reply, letters, first, end)
}

/** From the first letter to behind the last one and the marks that close a sentence. */
function passage(reply: string, { at }: Letters, first: number, end: number): Passage {
  const from = at[first] ?? 0
  const last = at[end - 1] ?? from
  const closing = /^.[^\s\p{L}\p{N}]*/u.exec(reply.slice(last))?.[0] ?? ''
  return { from, to: last + closing.length }
}

function lettersOf(text: string, from: number, to: number): Letters {
  const part = text.slice(from, to)
  let letters = ''
  const at: number[] = []
  for (const { 0: character, index } of part.matchAll(/[\p{L}\p{N}]/gu)) {
    // Lower case can be longer than what it was made of.
    for (const unit of character.toLowerCase().split('')) {
      letters += unit
      at.push(from + index)
    }
  }
  return { text: letters, at }
}

const words = new Intl.Segmenter(undefined, { granularity: 'word' })

/** The end of the last whole word in the first `share` (0 to 1) of a passage; its end when all of it was heard. */
export function heardUpTo(reply: string, { from, to }: Passage, share: number): number {
  if (share >= 1) return to
  const limit = from + share * (to - from)
  let heard = from
  for (const { index, segment, isWordLike } of words.segment(reply.slice(from, to))) {
    const end = from + index + segment.length
    if (end > limit) break
    if (isWordLike) heard = end
  }
  return heard
}
