import type { NoteBook } from './note-book.ts'
import type { TimerService } from './timer-service.ts'
import type { HistoryMessage, Lang } from './types.ts'
import type { Utterance } from './utterance.ts'

/** The world as one skill sees it during one input. */
export interface SkillContext {
  /** Epoch ms. */
  readonly now: number
  /** IANA name of the person's time zone. */
  readonly timeZone: string
  /** BCP 47; see `formatLocale`. */
  readonly locale: string
  /** At least 0, less than 1. */
  readonly random: () => number
  readonly username: string
  readonly sessionId: string
  readonly history: readonly HistoryMessage[]
  readonly timers: TimerService
  readonly notes: NoteBook
}

/** What a skill says, and the file it hands over, if any. */
export interface SkillOutcome {
  readonly say: string
  /** What the tool found or did, for the tool's card; without it the card shows what is said. */
  readonly result?: string
  readonly attachment?: { readonly name: string; readonly mime: string; readonly bytes: Uint8Array }
}

/** A skill that knows what is wanted. */
export interface SkillAction {
  /** Present when something is looked up, worked out or changed; it is shown as a tool call. */
  readonly tool?: { readonly name: string; readonly args: Readonly<Record<string, unknown>> }
  run(): SkillOutcome | Promise<SkillOutcome>
}

/** One thing that the assistant can do without a network. */
export interface Skill {
  readonly name: string
  /** An action when the utterance is meant for this skill, else `null`. Must not change anything. */
  match(utterance: Utterance, context: SkillContext): SkillAction | null | Promise<SkillAction | null>
}

/** An action that only says something. */
export function saying(say: string): SkillAction {
  return { run: () => ({ say }) }
}

/** An action that shows as a tool call. */
export function using(
  name: string,
  args: Readonly<Record<string, unknown>>,
  run: () => SkillOutcome | Promise<SkillOutcome>,
): SkillAction {
  return { tool: { name, args }, run }
}

/** The locale for numbers and dates: the person's own when it is of the answer's language, else that language's commonest. */
export function formatLocale(locale: string, lang: Lang): string {
  if (locale.toLowerCase().startsWith(lang)) return locale
  return lang === 'zh' ? 'zh-CN' : 'en-US'
}

/** The last thing the assistant said, or empty. */
export function lastAnswer(history: readonly HistoryMessage[]): string {
  return history.findLast((message) => message.role === 'assistant')?.text.trim() ?? ''
}
