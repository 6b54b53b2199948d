/** Written without the last full stop, in lower case. Always followed by what they belong to, so never the end of a sentence. */
const NEVER_LAST = new Set([
  ...[
    'mr',
    'mrs',
    'ms',
    'dr',
    'prof',
    'rev',
    'hon',
    'st',
    'mt',
    'gen',
    'col',
    'capt',
    'lt',
    'sgt',
    'cpl',
    'sen',
    'rep',
    'gov',
    'pres',
  ],
  ...[
    'e.g',
    'eg',
    'i.e',
    'ie',
    'vs',
    'cf',
    'viz',
    'approx',
    'ca',
    'fig',
    'figs',
    'eq',
    'vol',
    'pp',
    'sec',
    'ch',
    'al',
  ],
])

/** These end a sentence when a capital letter follows: "at 5 p.m. Then we left". */
const MAYBE_LAST = new Set([
  ...[
    'etc',
    'a.m',
    'p.m',
    'am',
    'pm',
    'jr',
    'sr',
    'inc',
    'ltd',
    'co',
    'corp',
    'dept',
    'est',
    'ave',
    'blvd',
    'rd',
  ],
  ...['jan', 'feb', 'mar', 'apr', 'jun', 'jul', 'aug', 'sep', 'sept', 'oct', 'nov', 'dec'],
  ...['b.c', 'a.d', 'ph.d', 'b.a', 'm.a', 'b.sc', 'm.sc'],
])

/** Before a number these are abbreviations ("No. 5"); alone they are words ("No."). */
const BEFORE_NUMBER = new Set(['no', 'nos', 'p', 'art', 'para', ...MAYBE_LAST])

/**
 * Whether a full stop belongs to the word before it instead of ending a sentence.
 *
 * @param word what stands between the last space and the stop, for example `e.g` or `U.S`.
 * @param next the next character that is not a space; empty at the end of the text.
 */
export function isAbbreviation(word: string, next: string): boolean {
  const bare = word.replace(/^["'“‘([{«*_]+/u, '')
  const lower = bare.toLowerCase()
  if (NEVER_LAST.has(lower)) return next !== ''
  if (/\d/u.test(next) && BEFORE_NUMBER.has(lower)) return true
  if (MAYBE_LAST.has(lower)) return false
  // Initials ("J. Smith") and dotted letters ("U.S. Army"). "I" is nearly always the pronoun.
  if (/^\p{Lu}$/u.test(bare)) return bare !== 'I' && next !== ''
  return /^(?:\p{L}\.)+\p{L}$/u.test(bare) && next !== ''
}
