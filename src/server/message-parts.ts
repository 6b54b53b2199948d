import type { AttachmentKind } from '../shared/live-api/parts.ts'
import type { AttachmentRecord } from './store/attachments.ts'
import type { StoredPart } from './store/conversations.ts'

/** A user's message once its attachments have been looked up. */
export interface ResolvedMessage {
  parts: StoredPart[]
  /** Known attachments, in order. */
  attachments: AttachmentRecord[]
  /** The plain parts, one a line. */
  text: string
  /** Text that the message quotes, if any. */
  quoted: string | null
}

/** Parts of one message that are read; no client has a use for more. */
const MAX_PARTS = 500
const MEDIA: readonly string[] = ['image', 'record', 'file', 'video'] satisfies AttachmentKind[]

/**
 * Reads a list of message parts as a client sent it. What is unknown is left out without a word: parts of no known type,
 * attachments that do not exist or are somebody else's. The type that the upload has wins over what the part says.
 * Null when nothing is left to answer: no plain text that is not blank, and no attachment. A quotation alone is nothing.
 */
export function resolveMessage(
  list: readonly unknown[],
  findAttachment: (id: string) => AttachmentRecord | null,
): ResolvedMessage | null {
  const parts: StoredPart[] = []
  const attachments: AttachmentRecord[] = []
  let quoted: string | null = null
  for (const item of list.slice(0, MAX_PARTS)) {
    if (typeof item !== 'object' || item === null) continue
    const part = item as Record<string, unknown>
    const type = part['type']
    if (type === 'plain') {
      if (typeof part['text'] === 'string' && part['text'] !== '') parts.push({ type, text: part['text'] })
    } else if (type === 'reply') {
      const reply = replyPart(part)
      if (!reply) continue
      parts.push(reply)
      if (quoted === null && reply.selected_text?.trim()) quoted = reply.selected_text.trim()
    } else if (typeof type === 'string' && MEDIA.includes(type)) {
      const id = part['attachment_id']
      const record = typeof id === 'string' && id !== '' ? findAttachment(id) : null
      if (!record) continue
      attachments.push(record)
      parts.push({ type: record.kind, attachment_id: record.id, filename: record.filename })
    }
  }
  const text = parts
    .flatMap((part) => (part.type === 'plain' ? [part.text.trim()] : []))
    .filter((line) => line !== '')
    .join('\n')
  return text === '' && attachments.length === 0 ? null : { parts, attachments, text, quoted }
}

/** What stands for a message that has no text: `[attachment] 1 file, 2 image`. */
export function previewOf(message: ResolvedMessage): string {
  if (message.text !== '') return message.text
  const counts = new Map<AttachmentKind, number>()
  for (const { kind } of message.attachments) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const snippets = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${kind}`)
  return `[attachment] ${snippets.join(', ')}`
}

function replyPart(part: Record<string, unknown>): Extract<StoredPart, { type: 'reply' }> | null {
  const id = part['message_id']
  if (typeof id !== 'string' && typeof id !== 'number') return null
  const selected = part['selected_text']
  return typeof selected === 'string'
    ? { type: 'reply', message_id: id, selected_text: selected }
    : { type: 'reply', message_id: id }
}
