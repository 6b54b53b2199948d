import { z } from 'zod'

/** What an attachment is, as the server names it. `record` is audio. */
export const attachmentKindSchema = z.enum(['image', 'record', 'file', 'video'])
export type AttachmentKind = z.infer<typeof attachmentKindSchema>

/** The kind that a server gives to an upload: it looks at the part's Content-Type only. */
export function attachmentKindOf(contentType: string): AttachmentKind {
  if (contentType.startsWith('image/')) return 'image'
  if (contentType.startsWith('audio/')) return 'record'
  if (contentType.startsWith('video/')) return 'video'
  return 'file'
}

export const plainPartSchema = z.object({ type: z.literal('plain'), text: z.string() })
export const attachmentPartSchema = z.object({ type: attachmentKindSchema, attachment_id: z.string().min(1) })
export const replyPartSchema = z.object({
  type: z.literal('reply'),
  message_id: z.union([z.string(), z.number()]),
  selected_text: z.string().optional(),
})

/** One part of a user's message: text, an uploaded file, or a quotation of an earlier message. */
export const messagePartSchema = z.union([plainPartSchema, attachmentPartSchema, replyPartSchema])
export type MessagePart = z.infer<typeof messagePartSchema>
