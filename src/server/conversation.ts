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
    username: scoped(principal.owner, principal.username),
    sessionId: scoped(principal.owner, session.sessionId),
    history,
    locale: context.locale,
    signal,
  }
}

/**
 * A name (of a person, of a session) made unique across owners, for what the assistant keeps by name: notes, timers. The owner
 * can be read back from it when a timer rings.
 */
export function scoped(owner: string, name: string): string {
  return `${encodeURIComponent(owner)}/${name}`
}

/** The inverse of `scoped`; null for a name that is not scoped. */
export function parseScoped(name: string): { owner: string; name: string } | null {
  const at = name.indexOf('/')
  return at < 1 ? null : { owner: decodeURIComponent(name.slice(0, at)), name: name.slice(at + 1) }
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
