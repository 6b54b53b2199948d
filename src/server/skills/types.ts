import type { AttachmentKind } from '../../shared/live-api/parts.ts'

/** A file that came with the user's message. */
export interface Attachment {
  /** The name the person knows it by. */
  readonly name: string
  readonly kind: AttachmentKind
  readonly mime: string
  /** In bytes. */
  readonly size: number
  /** Reads at most `maxBytes` from the start of the file. */
  readHead(maxBytes: number): Promise<Uint8Array>
}

/** One earlier message of the conversation. */
export interface HistoryMessage {
  readonly role: 'user' | 'assistant'
  readonly text: string
}

/** One user input and all that is needed to answer it. */
export interface AssistantInput {
  /** Typed text or a transcript; may be empty when there are attachments. */
  readonly text: string
  readonly parts: readonly Attachment[]
  readonly username: string
  readonly sessionId: string
  /** Oldest first, without the input itself. */
  readonly history: readonly HistoryMessage[]
  /** BCP 47, for example `en-US`. Decides number and date formats, and the language when the text does not. */
  readonly locale: string
  readonly signal: AbortSignal
}

/** What an answer is made of, in the order in which it happens. */
export type ReplyEvent =
  | { readonly type: 'delta'; readonly text: string }
  | {
      readonly type: 'tool_call'
      readonly id: string
      readonly name: string
      readonly args: Readonly<Record<string, unknown>>
    }
  | { readonly type: 'tool_result'; readonly id: string; readonly result: string }
  | {
      readonly type: 'attachment'
      readonly name: string
      readonly mime: string
      readonly bytes: Uint8Array
    }
  | { readonly type: 'stats'; readonly stats: ReplyStats }

/** Figures about one answer; sent last. */
export interface ReplyStats {
  /** The chat model's name, or `skill:<name>` for an answer made offline. */
  readonly model: string
  /** From the call of `reply` to the first delta, in ms. */
  readonly ttftMs: number
  /** From the call of `reply` to the end, in ms. */
  readonly totalMs: number
  readonly inputTokens?: number
  readonly outputTokens?: number
}

/** The thinking half of the local assistant. */
export interface Assistant {
  /**
   * Answers one input. Ends early, without throwing, when the signal is aborted. Throws `FailureError` when a configured chat
   * endpoint fails before or during its answer.
   */
  reply(input: AssistantInput): AsyncIterable<ReplyEvent>
  /** Re-arms what was kept on disk (timers). Call once, before the first `reply`. */
  start(): Promise<void>
  /** Stops timers (they stay on disk) and waits until everything is written. */
  close(): Promise<void>
}

/** A timer, alarm or reminder. */
export interface Timer {
  readonly id: string
  readonly username: string
  readonly sessionId: string
  readonly kind: 'timer' | 'alarm' | 'reminder'
  /** What it is for ("pasta", "call mum"), or empty. */
  readonly label: string
  readonly lang: Lang
  /** Epoch ms. */
  readonly createdAt: number
  /** Epoch ms. */
  readonly dueAt: number
}

/** What is handed to the server when a timer rings. */
export interface Ring {
  readonly timer: Timer
  /** What to say, in the language in which the timer was set. */
  readonly text: string
  /** True when the assistant was not running at the moment it was due. */
  readonly late: boolean
}

/** The languages that the skills answer in. */
export type Lang = 'en' | 'zh'

/** Keeps small JSON values. */
export interface SkillStore {
  /** The value, or `undefined` when there is none. Callers check its shape. */
  get(key: string): Promise<unknown>
  /** Resolves when the value is safely on disk. */
  put(key: string, value: unknown): Promise<void>
}
