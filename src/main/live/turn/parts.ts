import type { MessagePart } from '../../../shared/live-api/parts.ts'
import type { AttachmentView } from '../../../shared/view.ts'

/** The contract has no field for a picture's description: it goes as text directly before the picture. */
export function partsOf(text: string, attachments: readonly AttachmentView[]): MessagePart[] {
  const parts: MessagePart[] = text.trim() === '' ? [] : [{ type: 'plain', text }]
  for (const { kind, attachmentId, alt } of attachments) {
    if (attachmentId === null) continue
    if (alt !== undefined) parts.push({ type: 'plain', text: `[${kind}: ${alt}]` })
    parts.push({ type: kind, attachment_id: attachmentId })
  }
  return parts
}
