import { isAttachmentId } from '../../../shared/file-address.ts'
import type { LiveServerFrame } from '../../../shared/live-api/live-frames.ts'
import type { AttachmentKind } from '../../../shared/live-api/parts.ts'
import type { AttachmentView, ToolView } from '../../../shared/view.ts'
import type { InlineFile } from '../inline-file.ts'
import { rawName, withToolCall, withToolResult } from '../tools.ts'
import { appendReply, find, patch, show } from './draft.ts'
import type { Draft } from './draft.ts'
import { MAX_ATTACHMENTS, MAX_INLINE_BYTES, MAX_METRICS, MAX_NAME_CHARS, MAX_REPLY_CHARS } from './limits.ts'
import type { Turn } from './state.ts'

/** Frames that add to what a turn shows. */
export type ContentFrame = Extract<
  LiveServerFrame,
  { t: 'bot_delta_chunk' | 'bot_text_chunk' | 'bot_msg' | 'tool_call' | 'tool_call_result' | AttachmentKind }
>

/**
 * Adds one frame to the reply. Deltas are the text; the text of audio chunks repeats them, so it counts only when there
 * are none, and the text of `bot_msg` only when there is no text at all (it may be empty although deltas came).
 */
export function addContent(
  draft: Draft,
  turn: Turn,
  frame: ContentFrame,
  inline: InlineFile | null = null,
): void {
  const { id } = turn.view
  switch (frame.t) {
    case 'bot_delta_chunk':
      patch(draft, id, { hasDeltas: true })
      return addText(draft, turn, frame.data.text)
    case 'bot_text_chunk':
      patch(draft, id, { nextSaid: frame.data.text.slice(0, MAX_REPLY_CHARS) })
      return turn.hasDeltas ? undefined : addText(draft, turn, frame.data.text)
    case 'bot_msg':
      return turn.view.reply.text === '' ? addText(draft, turn, frame.data.text) : undefined
    case 'tool_call':
      return showTools(draft, turn, withToolCall(turn.view.reply.tools, frame.data))
    case 'tool_call_result':
      return showTools(draft, turn, withToolResult(turn.view.reply.tools, frame.data))
    default:
      return addAttachment(draft, turn, frame, inline)
  }
}

/** Merges what the server measured. Unknown keys are kept; the number of keys and their length are bounded. */
export function addMetrics(draft: Draft, id: string, data: Record<string, unknown>): void {
  const turn = find(draft, id)
  if (turn === null) return
  const metrics: Record<string, unknown> = { ...turn.view.metrics }
  for (const [key, value] of Object.entries(data)) {
    const isNew = !Object.hasOwn(metrics, key)
    if (value === undefined || (isNew && Object.keys(metrics).length >= MAX_METRICS)) continue
    if (typeof value === 'number' || typeof value === 'boolean' || value === null) metrics[cut(key)] = value
    else metrics[cut(key)] = cut(typeof value === 'string' ? value : JSON.stringify(value))
  }
  show(draft, id, { metrics })
}

function addText(draft: Draft, turn: Turn, text: string): void {
  const room = MAX_REPLY_CHARS - turn.view.reply.text.length
  appendReply(draft, turn.view.id, text.slice(0, Math.max(room, 0)))
}

function showTools(draft: Draft, turn: Turn, tools: ToolView[]): void {
  show(draft, turn.view.id, { reply: { ...turn.view.reply, tools } })
}

function addAttachment(
  draft: Draft,
  turn: Turn,
  frame: Extract<ContentFrame, { t: AttachmentKind }>,
  inline: InlineFile | null,
): void {
  const { attachments } = turn.view.reply
  if (attachments.length >= MAX_ATTACHMENTS) return
  const bytes = attachments.reduce((sum, { size }) => sum + (size ?? 0), inline?.ref.byteLength ?? 0)
  const isKept = inline !== null && bytes <= MAX_INLINE_BYTES
  // Kept before anybody sees it, and asks for it.
  if (isKept) draft.effects.push({ type: 'keep-file', id: inline.id, ref: inline.ref })
  const attachment = isKept
    ? { attachmentId: inline.id, kind: frame.t, name: inline.name, size: inline.ref.byteLength }
    : attachmentView(frame.t, frame.data)
  show(draft, turn.view.id, { reply: { ...turn.view.reply, attachments: [...attachments, attachment] } })
}

function attachmentView(
  kind: AttachmentKind,
  data: { attachment_id?: unknown; filename?: unknown; raw?: unknown },
): AttachmentView {
  if (typeof data.attachment_id === 'string' && isAttachmentId(data.attachment_id)) {
    const name = typeof data.filename === 'string' && data.filename !== '' ? data.filename : kind
    return { attachmentId: data.attachment_id, kind, name: cut(name), size: null }
  }
  // Only a name, such as "[IMAGE]nope.jpg", or an address in the place of an id: there is nothing to fetch.
  const said = typeof data.raw === 'string' ? data.raw : data.filename
  return { attachmentId: null, kind, name: rawName(typeof said === 'string' ? said : '', kind), size: null }
}

function cut(text: string): string {
  return text.slice(0, MAX_NAME_CHARS)
}
