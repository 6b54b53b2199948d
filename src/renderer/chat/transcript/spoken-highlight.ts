import { useEffect } from 'react'
import type { RefObject } from 'react'
import type { Spoken } from '../../../shared/view.ts'

/** Names of the highlights in transcript.css. */
const PASSAGE = 'spoken-passage'
const WORDS = 'spoken-words'

/**
 * Lights up the passage that is being heard, and the words of it that were. It colours ranges of the page and changes none of
 * its elements: a selection stays, and nothing is laid out again. One reply speaks at a time, so there is one of each.
 */
export function useSpokenHighlight(
  area: RefObject<HTMLElement | null>,
  shownText: string,
  spoken: Spoken | null,
): void {
  const [from, to, heard] = spoken ? [spoken.from, spoken.to, spoken.heard] : [0, 0, 0]
  useEffect(() => {
    if (from === to || !area.current) return
    const passage = new Highlight(...rangesOf(area.current, from, to))
    const words = new Highlight(...rangesOf(area.current, from, Math.min(heard, to)))
    // The words lie on the passage.
    words.priority = 1
    CSS.highlights.set(PASSAGE, passage)
    CSS.highlights.set(WORDS, words)
    return () => {
      // Another reply may have begun to speak.
      if (CSS.highlights.get(PASSAGE) === passage) CSS.highlights.delete(PASSAGE)
      if (CSS.highlights.get(WORDS) === words) CSS.highlights.delete(WORDS)
    }
  }, [area, shownText, from, to, heard])
}

/** The parts of the page that show `from` up to `to` of the reply; see `mark-places.ts`. */
function rangesOf(area: HTMLElement, from: number, to: number): Range[] {
  if (from >= to) return []
  return [...area.querySelectorAll<HTMLElement>('[data-at]')].flatMap((element) => {
    const text = element.firstChild
    if (!(text instanceof Text)) return []
    const at = Number(element.dataset['at'])
    const start = Math.max(from - at, 0)
    const end = Math.min(to - at, text.length)
    if (start >= end) return []
    const range = new Range()
    range.setStart(text, start)
    range.setEnd(text, end)
    return [range]
  })
}
