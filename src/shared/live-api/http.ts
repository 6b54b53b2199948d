import { z } from 'zod'
import { attachmentKindSchema } from './parts.ts'

/** The envelope around every JSON answer. HTTP 200 does not mean success: `status` does. */
export const envelopeSchema = z.looseObject({
  status: z.enum(['ok', 'error']),
  message: z.string().nullish(),
  data: z.unknown(),
})
export type Envelope = z.infer<typeof envelopeSchema>

/** `data` of a finished upload. */
export const uploadedSchema = z.looseObject({
  attachment_id: z.string().min(1),
  filename: z.string(),
  type: attachmentKindSchema.catch('file'),
})
export type Uploaded = z.infer<typeof uploadedSchema>

/** `data` of a dashboard sign-in. */
export const loggedInSchema = z.looseObject({ token: z.string().min(1), username: z.string().optional() })

/** API key scopes. */
export const SCOPES = ['chat', 'config', 'file', 'im'] as const
export type Scope = (typeof SCOPES)[number]
