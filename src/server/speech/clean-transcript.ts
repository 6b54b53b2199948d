/**
 * Annotations that recognisers write for sounds that are not words, always a whole bracketed name: `[BLANK_AUDIO]`, `(music)`,
 * `<|en|>`. Text in brackets that people dictate is longer or has punctuation of its own, so it stays.
 */
const ANNOTATION =
  /<\|[^|>]*\|>|[[(]\s*(?:blank[ _]audio|music|noise|silence|laughter|applause|inaudible|sound|speech)\s*[\])]/giu

/**
 * A recogniser's text as a person would type it: no control characters or annotations, single spaces, a capital first letter
 * for Latin text. Empty when no letter or digit is left, because punctuation alone means that nobody spoke.
 */
export function cleanTranscript(raw: string): string {
  const text = raw
    .replace(ANNOTATION, ' ')
    // Half a UTF-8 sequence decodes to U+FFFD; control and format characters are never spoken.
    .replace(/[\p{Cc}\p{Cf}\uFFFD]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/ ([,.!?;:])/gu, '$1')
    .trim()
    .replace(/^[,.;:!?\s-]+/u, '')
  if (!/[\p{L}\p{N}]/u.test(text)) return ''
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
}

/**
 * Joins the transcripts of neighbouring segments. Recognisers give each its own capital and full stop, which is kept: a pause
 * long enough to cut at mostly ends a sentence.
 */
export function joinTranscripts(parts: readonly string[]): string {
  let joined = ''
  for (const part of parts) {
    if (part === '') continue
    // Han and kana are written without spaces.
    const isTight = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}。，！？、]$/u.test(joined)
    joined += joined === '' || isTight ? part : ` ${part}`
  }
  return joined
}
