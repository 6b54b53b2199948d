import type { Failure } from '../../shared/failure.ts'
import { withToolsClosed } from '../live/tools.ts'
import type { ChatEffect, ChatMessage, ChatState } from './state.ts'

/** The next state while it is being made. Messages inside are replaced, never changed. */
export type ChatDraft = { -readonly [Key in keyof ChatState]: ChatState[Key] } & {
  effects: ChatEffect[]
  readonly at: number
}

export function findMessage(draft: ChatDraft, id: string | null): ChatMessage | null {
  return id === null ? null : (draft.messages.find((message) => message.id === id) ?? null)
}

/** Replaces what is named of a message, and shows it. */
export function show(draft: ChatDraft, id: string, change: Partial<ChatMessage>): void {
  const message = findMessage(draft, id)
  if (message === null) return
  const changed = { ...message, ...change }
  draft.messages = draft.messages.map((one) => (one.id === id ? changed : one))
  draft.effects.push({ type: 'message', message: changed })
}

/** The reply is over. */
export function close(
  draft: ChatDraft,
  message: ChatMessage,
  state: 'done' | 'interrupted' | 'failed',
  reason: Failure | null = null,
): void {
  const reply = { ...message.reply, tools: withToolsClosed(message.reply.tools) }
  show(draft, message.id, { state, failure: reason, reply, endedAt: draft.at })
}

export function isOpen(message: ChatMessage): boolean {
  return message.state === 'waiting' || message.state === 'replying' || message.state === 'stalled'
}
