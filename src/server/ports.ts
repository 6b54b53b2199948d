import type { Assistant } from './skills/types.ts'
import type { SpeechEngine } from './speech/types.ts'

/** Cuts a growing reply into pieces worth speaking. All pieces joined give the text back, blanks included. */
export interface SentenceSplitter {
  /** Adds text; the pieces that are complete now. */
  push(text: string): string[]
  /** The rest, once no more text comes. */
  flush(): string[]
}

/** What answers: recognition, thinking and speaking. The server moves frames; this does the work. */
export interface Engine {
  readonly speech: SpeechEngine
  readonly assistant: Assistant
  createSplitter(): SentenceSplitter
}
