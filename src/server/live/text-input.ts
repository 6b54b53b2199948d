import { previewOf, resolveMessage } from '../message-parts.ts'
import type { ResolvedMessage } from '../message-parts.ts'
import type { AttachmentRecord } from '../store/attachments.ts'

/** A typed input, ready to be answered. */
export interface TypedInput {
  /** What `user_msg` shows: the `text` field when there is one, even beside a `message`. */
  display: string
  message: ResolvedMessage
}

export type TextInputResult = { ok: true; input: TypedInput } | { ok: false; problem: string }

/** Reads the `text` and `message` of a `text_input` frame. A list in `message` is what counts, even an unusable one beside a good `text`. */
export function readTextInput(
  frame: Record<string, unknown>,
  findAttachment: (id: string) => AttachmentRecord | null,
): TextInputResult {
  const text = typeof frame['text'] === 'string' ? frame['text'].trim() : ''
  if (!Array.isArray(frame['message'])) {
    if (text === '') return { ok: false, problem: 'message must be non-empty text' }
    const message = { parts: [{ type: 'plain' as const, text }], attachments: [], text, quoted: null }
    return { ok: true, input: { display: text, message } }
  }
  const message = resolveMessage(frame['message'], findAttachment)
  if (!message) return { ok: false, problem: 'message must include plain text or attachment_id media' }
  return { ok: true, input: { display: text || previewOf(message), message } }
}
