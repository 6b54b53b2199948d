import type { Failure } from '../../shared/failure.ts'
import type { ChatClientFrame, ChatErrorFrame, ChatServerFrame } from '../../shared/live-api/chat-frames.ts'
import type { MessagePart } from '../../shared/live-api/parts.ts'
import type { AttachmentView, ToolView } from '../../shared/view.ts'

/** How long a reply may be silent before it counts as stalled, in ms. */
export const CHAT_SILENCE_MS = 60_000

/** Messages kept; the oldest finished ones go first. */
export const MAX_MESSAGES = 500
/** Requests on their way. */
export const MAX_IN_FLIGHT = 16
/** Sessions that are bound again after a reconnect. */
export const MAX_BOUND = 100

/** Which model answers and how; each is left to the server when absent. */
export interface ChatOptions {
  provider?: string
  model?: string
  sttProvider?: string
  ttsProvider?: string
  persona?: string
  showReasoning?: boolean
  streaming?: boolean
}

/**
 * One request and its reply, or a push that nobody asked for (`request` is null).
 * `sending` (waits for the socket) → `waiting` → `replying` → `done`, or `interrupted`, `failed`, or `stalled` (nothing has
 * come for long), or `unsent` (not acknowledged when the connection broke: offered, never sent again unasked).
 */
export interface ChatMessage {
  readonly id: string
  readonly sessionId: string
  readonly request: { readonly parts: readonly MessagePart[]; readonly options: ChatOptions } | null
  readonly state:
    'sending' | 'waiting' | 'replying' | 'done' | 'interrupted' | 'failed' | 'stalled' | 'unsent'
  readonly reply: {
    readonly text: string
    readonly reasoning: string
    readonly tools: readonly ToolView[]
    readonly attachments: readonly AttachmentView[]
  }
  /** What the server measured, as it came. */
  readonly stats: unknown
  /** Ids under which the server stored it. */
  readonly saved: { readonly user: string | null; readonly reply: readonly string[] }
  readonly failure: Failure | null
  /** ms since the epoch. */
  readonly startedAt: number
  readonly endedAt: number | null
}

export interface ChatState {
  readonly messages: readonly ChatMessage[]
  readonly isOnline: boolean
  /** Ids of requests that the server has, in the order in which it serves them. */
  readonly inFlight: readonly string[]
  /** The request whose reply ended last: `message_saved` still comes for it. */
  readonly last: string | null
  /** Sessions asked to be bound, with the id under which their pushes come once they are. */
  readonly bound: ReadonlyMap<string, string | null>
  readonly ignoredFrames: number
}

export type ChatEvent =
  | { type: 'bind'; sessionId: string }
  | { type: 'send'; id: string; sessionId: string; parts: readonly MessagePart[]; options: ChatOptions }
  | { type: 'interrupt' }
  | { type: 'retry'; id: string }
  | { type: 'discard'; id: string }
  | { type: 'online' }
  | { type: 'lost'; failure: Failure }
  /** `pushId` names a new message, should the frame turn out to be a push; null where it can't. */
  | { type: 'frame'; frame: ChatServerFrame | ChatErrorFrame; pushId: string | null }
  | { type: 'timer' }
  | { type: 'reset' }

export type ChatEffect =
  | { type: 'send'; frame: ChatClientFrame }
  | { type: 'message'; message: ChatMessage }
  | { type: 'message-removed'; id: string }
  /** A reply grew by `text`. */
  | { type: 'grown'; id: string; channel: 'text' | 'reasoning'; text: string }
  | { type: 'bound'; sessionId: string }
  | { type: 'notice'; failure: Failure }
  | { type: 'set-timer'; ms: number }
  | { type: 'clear-timer' }

export interface ChatStep {
  readonly state: ChatState
  readonly effects: readonly ChatEffect[]
}

export function initialChat(): ChatState {
  return { messages: [], isOnline: false, inFlight: [], last: null, bound: new Map(), ignoredFrames: 0 }
}

/** A request or push at its beginning. */
export function newMessage(
  id: string,
  sessionId: string,
  request: ChatMessage['request'],
  at: number,
): ChatMessage {
  return {
    id,
    sessionId,
    request,
    state: request === null ? 'done' : 'sending',
    reply: { text: '', reasoning: '', tools: [], attachments: [] },
    stats: null,
    saved: { user: null, reply: [] },
    failure: null,
    startedAt: at,
    endedAt: request === null ? at : null,
  }
}
