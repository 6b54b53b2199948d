import { z } from 'zod'
import { messagePartSchema } from './parts.ts'

/*
 * Unified chat mode, both ways. The server's frames are named by `type`, except errors, which are named by `t`.
 */

export const chatBindSchema = z.object({
  ct: z.literal('chat').optional(),
  t: z.literal('bind'),
  session_id: z.string().min(1),
})
export const chatSendSchema = z.object({
  ct: z.literal('chat').optional(),
  t: z.literal('send'),
  username: z.string().optional(),
  session_id: z.string().optional(),
  /** Use a UUID: on the reference server two sockets with the same id share one queue. */
  message_id: z.string().optional(),
  message: z.array(messagePartSchema),
  selected_provider: z.string().optional(),
  selected_model: z.string().optional(),
  selected_stt_provider: z.string().optional(),
  selected_tts_provider: z.string().optional(),
  persona_prompt: z.string().optional(),
  show_reasoning: z.boolean().optional(),
  enable_streaming: z.boolean().optional(),
})
export const chatInterruptSchema = z.object({ ct: z.literal('chat').optional(), t: z.literal('interrupt') })

/** A frame from client to server in chat mode. */
export const chatClientFrameSchema = z.discriminatedUnion('t', [
  chatBindSchema,
  chatSendSchema,
  chatInterruptSchema,
])
export type ChatClientFrame = z.infer<typeof chatClientFrameSchema>

const base = { ct: z.string().optional(), message_id: z.string().nullish(), session_id: z.string().nullish() }

/** `plain.chain_type`: null or absent is answer text; the others are not to be shown as text. */
export const chainTypeSchema = z.string().nullish()

const mediaFrame = <T extends string>(type: T) =>
  z.looseObject({ ...base, type: z.literal(type), data: z.string(), streaming: z.boolean().optional() })

/** A frame from server to client in chat mode, other than an error. */
export const chatServerFrameSchema = z.discriminatedUnion('type', [
  z.looseObject({ ...base, type: z.literal('session_bound') }),
  z.looseObject({
    ...base,
    type: z.literal('plain'),
    data: z.string(),
    streaming: z.boolean().optional(),
    chain_type: chainTypeSchema,
  }),
  mediaFrame('image'),
  mediaFrame('record'),
  mediaFrame('file'),
  mediaFrame('video'),
  z.looseObject({ ...base, type: z.literal('agent_stats'), data: z.unknown() }),
  z.looseObject({ ...base, type: z.literal('complete'), data: z.string(), reasoning: z.string().optional() }),
  z.looseObject({
    ...base,
    type: z.literal('message_saved'),
    data: z.looseObject({ id: z.union([z.number(), z.string()]), created_at: z.string().optional() }),
  }),
  z.looseObject({
    ...base,
    type: z.literal('user_message_saved'),
    data: z.looseObject({ id: z.union([z.number(), z.string()]), created_at: z.string().optional() }),
  }),
  z.looseObject({
    ...base,
    type: z.literal('attachment_saved'),
    data: z.looseObject({ id: z.string(), type: z.string().optional() }),
  }),
  z.looseObject({ ...base, type: z.literal('end') }),
])
export type ChatServerFrame = z.infer<typeof chatServerFrameSchema>

/** An error in chat mode. `code`: `INVALID_MESSAGE_FORMAT`, `PROCESSING_ERROR`, `INTERRUPTED`. */
export const chatErrorFrameSchema = z.looseObject({
  ct: z.string().optional(),
  t: z.literal('error'),
  data: z.string(),
  code: z.string().optional(),
})
export type ChatErrorFrame = z.infer<typeof chatErrorFrameSchema>
