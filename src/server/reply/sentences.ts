import { isAbbreviation } from './abbreviations.ts'

/** Sizes in characters of Latin text; a Han or kana character counts for three, because it takes about as long to say. */
export interface SentenceOptions {
  /** A sentence longer than this is cut at its best pause. Default 200. */
  readonly longest?: number
  /** A shorter sentence is sent together with the next one. Default 12. Does not hold for the first. */
  readonly shortest?: number
  /** The first piece may end at a comma when its sentence is longer than this, so that speech starts early. Default 70. */
  readonly first?: number
}

/** A pause earlier than this would leave a first piece with hardly anything to say. */
const EARLIEST_CUT = 24
const DENSE_WEIGHT = 3

const DENSE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff00-\uffef]/u
const LATIN_STOP = /[.!?…]/u
const DENSE_STOP = /[。！？；｡]/u
const CLOSER = /["'”’»)\]}」』）】》〉〗*_~`]/u
const CLAUSE_END = /[,;:–—]/u
const DENSE_CLAUSE_END = /[，、：]/u
const SPACE = /\s/u

/**
 * Cuts a text that is still being written into pieces to be spoken. Pieces joined give the text back exactly, and do not depend
 * on how the text was cut up on its way here. Numbers, versions, addresses, abbreviations, initials and ellipses stay whole;
 * closing quotes and brackets stay with their sentence, and so does the white space behind it.
 */
export class SentenceSplitter {
  readonly #longest: number
  readonly #shortest: number
  readonly #first: number
  #buffer = ''
  #isFirst = true

  constructor(options: SentenceOptions = {}) {
    this.#longest = options.longest ?? 200
    this.#shortest = options.shortest ?? 12
    this.#first = options.first ?? 70
  }

  /** Adds text and returns the pieces that are now known to be complete. */
  push(delta: string): string[] {
    this.#buffer += delta
    return this.#take(false)
  }

  /** Ends the text and returns what was left. The splitter is then as new. */
  flush(): string[] {
    const pieces = this.#take(true)
    this.#isFirst = true
    return pieces
  }

  #take(isEnd: boolean): string[] {
    const pieces: string[] = []
    while (this.#buffer !== '') {
      const at = this.#nextCut(isEnd)
      if (at === null) break
      pieces.push(this.#buffer.slice(0, at))
      this.#buffer = this.#buffer.slice(at)
      this.#isFirst = false
    }
    return pieces
  }

  /** Where the first piece of the buffer ends, or `null` while more text could change that. */
  #nextCut(isEnd: boolean): number | null {
    const text = this.#buffer
    let weight = 0
    let earliest = 0
    let triedFirst = !this.#isFirst
    let triedLongest = false
    for (let i = 0; i < text.length; i++) {
      const char = text[i] as string
      if (weight < EARLIEST_CUT) earliest = i
      if (!triedFirst && weight >= this.#first) {
        triedFirst = true
        const cut = lastPause(text, earliest, i, false)
        if (cut !== null) return cut
      }
      if (weight >= this.#longest) {
        const cut = triedLongest ? null : lastPause(text, earliest, i, true)
        if (cut !== null) return cut
        triedLongest = true
        // There was no space so far: the next one will do, or any place in a script without spaces, or in the end any at all.
        if (SPACE.test(text[i - 1] as string) && !SPACE.test(char)) return i
        if (DENSE.test(char) || weight >= 2 * this.#longest) return wholeCharacter(text, i)
      }
      weight += DENSE.test(char) ? DENSE_WEIGHT : 1
      const stop = sentenceEnd(text, i, isEnd)
      if (stop === 'unknown') return null
      if (stop === null) continue
      const piece = text.slice(0, stop)
      const isTooShort = !this.#isFirst && weight < this.#shortest && !piece.trimStart().includes('\n')
      if (piece.trim() !== '' && !isTooShort) return stop
      i = stop - 1
    }
    return isEnd ? text.length : null
  }
}

/**
 * Whether a sentence ends with the character at `i`: the index behind its closers and white space; `null` when it does not;
 * `unknown` when the text so far does not tell.
 */
function sentenceEnd(text: string, i: number, isEnd: boolean): number | 'unknown' | null {
  const char = text[i] as string
  const isNewline = char === '\n'
  const isDense = DENSE_STOP.test(char)
  if (!isNewline && !isDense && !LATIN_STOP.test(char)) return null

  let end = i + 1
  if (!isNewline) {
    // "?!", "...", "……": a run of stops is one stop.
    while (
      end < text.length &&
      (LATIN_STOP.test(text[end] as string) || DENSE_STOP.test(text[end] as string))
    )
      end++
    while (end < text.length && CLOSER.test(text[end] as string)) end++
  }
  const afterClosers = end
  while (end < text.length && SPACE.test(text[end] as string)) end++
  if (end === text.length && !isEnd) return 'unknown'
  if (isNewline || isDense || end === text.length) return end

  const next = String.fromCodePoint(text.codePointAt(end) as number)
  const hasSpace = end > afterClosers
  const stops = text.slice(i, afterClosers)
  if (!hasSpace) {
    // Without a space only a script that writes none can go on: "OK!好的", "好!OK"; a point in "3.14" or "a.com" is no stop.
    if (CLAUSE_END.test(next) || DENSE_CLAUSE_END.test(next)) return null
    return DENSE.test(next) || (char !== '.' && DENSE.test(text[i - 1] ?? '')) ? end : null
  }
  if (text.slice(afterClosers, end).includes('\n')) return isListNumber(text, i) ? null : end
  // "Really?" he asked. Yahoo! is. etc. and: a small letter carries the sentence on.
  if (/\p{Ll}/u.test(next)) return null
  if (char === '.' && !stops.startsWith('..')) {
    const word = text.slice(wordStart(text, i), i)
    if (isListNumber(text, i) || isAbbreviation(word, next)) return null
  }
  return end
}

/** "1." or "a)" at the start of a line numbers what follows. */
function isListNumber(text: string, stop: number): boolean {
  return text[stop] === '.' && /(?:^|\n)\s*[*_]*\d{1,3}$/u.test(text.slice(Math.max(0, stop - 12), stop))
}

function wordStart(text: string, from: number): number {
  let start = from
  while (start > 0 && !SPACE.test(text[start - 1] as string)) start--
  return start
}

/**
 * The last place from `earliest` to `limit` where a speaker could breathe: after a comma, semicolon, colon or dash; with `orSpace`,
 * else after any space. Never inside a number.
 */
function lastPause(text: string, earliest: number, limit: number, orSpace: boolean): number | null {
  let space: number | null = null
  for (let i = limit - 1; i > earliest; i--) {
    const char = text[i] as string
    if (DENSE_CLAUSE_END.test(char)) return i + 1
    if (!SPACE.test(char)) continue
    const cut = i + 1
    // White space that goes on beyond the limit would make the piece depend on how the text arrived.
    if (cut < limit && SPACE.test(text[cut] as string)) continue
    if (CLAUSE_END.test(text[i - 1] ?? '')) return cut
    space ??= cut
  }
  return orSpace ? space : null
}

/** Moves a cut that would part a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const isLowSurrogate = /[\udc00-\udfff]/.test(text[at] ?? '')
  return isLowSurrogate ? at + 1 : at
}

/** The pieces of a whole text. */
export function splitSentences(text: string, options?: SentenceOptions): string[] {
  const splitter = new SentenceSplitter(options)
  return [...splitter.push(text), ...splitter.flush()]
}
