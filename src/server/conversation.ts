import type { Principal } from './auth/principal.ts'
import type { ServerContext } from './context.ts'
import type { ResolvedMessage } from './message-parts.ts'
import type { AssistantInput, Attachment, HistoryMessage } from './skills/types.ts'
import type { AttachmentRecord } from './store/attachments.ts'
import type { SessionRecord } from './store/conversations.ts'

/** Makes the assistant's input of a resolved message: its history, its attachments, its quotation. */
export function assistantInput(
  context: ServerContext,
  principal: Principal,
  session: SessionRecord,
  message: ResolvedMessage,
  signal: AbortSignal,
): AssistantInput {
  const history: HistoryMessage[] = context.store.conversations
    .recent(session.pk, context.limits.historyMessages)
    .filter((entry) => entry.text !== '')
    .map(({ role, text }) => ({ role, text }))
  // What the person quotes is what they are talking about: it stands last.
  if (message.quoted !== null) history.push({ role: 'assistant', text: message.quoted })
  return {
    text: message.text,
    parts: message.attachments.map((record) => toAttachment(context, record)),
    username: principal.username,
    sessionId: scopedSessionId(principal.owner, session.sessionId),
    history,
    locale: context.locale,
    signal,
  }
}

/**
 * A session id that is unique across owners, for what the assistant keeps by session (timers). The owner can be read back
 * from it when a timer rings.
 */
export function scopedSessionId(owner: string, sessionId: string): string {
  return `${encodeURIComponent(owner)}/${sessionId}`
}

/** The inverse of `scopedSessionId`; null for an id that is none. */
export function parseScopedSessionId(id: string): { owner: string; sessionId: string } | null {
  const at = id.indexOf('/')
  if (at < 1) return null
  return { owner: decodeURIComponent(id.slice(0, at)), sessionId: id.slice(at + 1) }
}

function toAttachment(context: ServerContext, record: AttachmentRecord): Attachment {
  return {
    name: record.filename,
    kind: record.kind,
    mime: record.contentType,
    size: record.size,
    readHead: async (maxBytes) => (await context.attachments.readHead(record, maxBytes)) ?? new Uint8Array(0),
  }
}
