import type { FailureCode } from '../../../shared/failure.ts'
import type { AppView, VoiceState } from '../../../shared/view.ts'

/** What the HUD says, before translation. */
export interface HudText {
  readonly state: VoiceState
  /** The last words that were said, by either side. */
  readonly words: string
  readonly failure: FailureCode | null
}

/** Characters of the newest words that fit in the pill. */
const MOST_CHARACTERS = 72

/** Chooses what the HUD shows of the view: the state, and the words that belong to it. */
export function hudText(view: AppView): HudText {
  const turn = view.turns.at(-1)
  const state = view.voice
  switch (state) {
    case 'listening':
    case 'thinking':
      return { state, words: lastWords(turn?.input.text ?? ''), failure: null }
    case 'speaking':
      return { state, words: lastWords(turn?.reply.text ?? ''), failure: null }
    case 'failed': {
      const failure = turn?.failure ?? view.audio.problem ?? view.connection.lastError
      return { state, words: '', failure: failure?.code ?? 'INTERNAL' }
    }
    case 'idle':
    case 'interrupted':
      return { state, words: '', failure: null }
  }
}

/** The end of a text, cut at a word where there is one, as one plain line: markdown marks are noise here. */
export function lastWords(text: string): string {
  const plain = text
    .replace(/```[\s\S]*?(```|$)/g, ' … ')
    .replace(/[*_`#>|]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  // Whole characters as people count them. Only the end is looked at: a reply grows many times a second.
  const end = plain.slice(-12 * MOST_CHARACTERS)
  const characters = Array.from(new Intl.Segmenter().segment(end), ({ segment }) => segment)
  if (characters.length <= MOST_CHARACTERS) return end
  const tail = characters.slice(-MOST_CHARACTERS).join('')
  const space = tail.indexOf(' ')
  return `…${space >= 0 && space < 24 ? tail.slice(space + 1) : tail}`
}
