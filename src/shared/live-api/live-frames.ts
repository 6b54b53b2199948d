import { z } from 'zod'
import { messagePartSchema } from './parts.ts'
import type { AttachmentKind } from './parts.ts'

/*
 * Live mode, both ways. The client's frames are strict, because we make them and our server checks them; the server's
 * frames are loose, because other servers add fields: what we do not know is kept and ignored.
 */

export const startSpeakingSchema = z.object({ t: z.literal('start_speaking'), stamp: z.string().min(1) })
export const speakingPartSchema = z.object({
  t: z.literal('speaking_part'),
  /** Standard base64 of whole 16-bit samples. */
  data: z.string(),
})
export const endSpeakingSchema = z.object({ t: z.literal('end_speaking'), stamp: z.string().min(1) })
export const textInputSchema = z.object({
  t: z.literal('text_input'),
  text: z.string().optional(),
  message: z.array(messagePartSchema).optional(),
})
export const interruptSchema = z.object({ t: z.literal('interrupt') })

/** A frame from client to server in live mode. */
export const liveClientFrameSchema = z.discriminatedUnion('t', [
  startSpeakingSchema,
  speakingPartSchema,
  endSpeakingSchema,
  textInputSchema,
  interruptSchema,
])
export type LiveClientFrame = z.infer<typeof liveClientFrameSchema>

/** `metrics.data`: seconds, or names of providers. Servers add keys, so every value is kept. */
export const metricsSchema = z.looseObject({
  input_type: z.enum(['audio', 'text']).optional().catch(undefined),
  wav_assemble_time: z.number().optional().catch(undefined),
  stt: z.string().optional().catch(undefined),
  speak_to_first_frame: z.number().optional().catch(undefined),
  llm_ttft: z.number().optional().catch(undefined),
  llm_total_time: z.number().optional().catch(undefined),
  tts: z.string().optional().catch(undefined),
  tts_total_time: z.number().optional().catch(undefined),
  tts_first_frame_time: z.number().optional().catch(undefined),
  chat_model: z.string().optional().catch(undefined),
  wav_to_tts_total_time: z.number().optional().catch(undefined),
})
export type Metrics = z.infer<typeof metricsSchema>

const stampedText = z.looseObject({ text: z.string(), ts: z.number().optional() })
const plainText = z.looseObject({ text: z.string() })

/** A file from the assistant: either an attachment that can be fetched, or only the name of one that can't. */
export const liveAttachmentDataSchema = z.union([
  z.looseObject({
    attachment_id: z.string().min(1),
    filename: z.string().default(''),
    type: z.string().optional(),
  }),
  z.looseObject({ raw: z.string() }),
])
export type LiveAttachmentData = z.infer<typeof liveAttachmentDataSchema>

/** What `tool_call.data` holds once its JSON string is parsed. */
export const toolCallSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  args: z.unknown().optional(),
  ts: z.number().optional(),
})
/** What `tool_call_result.data` holds once its JSON string is parsed. */
export const toolCallResultSchema = z.looseObject({
  id: z.string(),
  result: z.unknown().optional(),
  ts: z.number().optional(),
})
export type ToolCall = z.infer<typeof toolCallSchema>
export type ToolCallResult = z.infer<typeof toolCallResultSchema>

const attachmentFrame = <T extends AttachmentKind>(t: T) =>
  z.looseObject({ t: z.literal(t), data: liveAttachmentDataSchema, message_id: z.string().optional() })

/** A frame from server to client in live mode. */
export const liveServerFrameSchema = z.discriminatedUnion('t', [
  z.looseObject({ t: z.literal('metrics'), data: metricsSchema }),
  z.looseObject({ t: z.literal('user_msg'), data: stampedText }),
  z.looseObject({ t: z.literal('bot_delta_chunk'), data: plainText }),
  z.looseObject({ t: z.literal('bot_text_chunk'), data: plainText }),
  z.looseObject({ t: z.literal('response'), data: z.string() }),
  z.looseObject({ t: z.literal('bot_msg'), data: stampedText }),
  z.looseObject({ t: z.literal('stop_play') }),
  z.looseObject({ t: z.literal('end') }),
  z.looseObject({ t: z.literal('error'), data: z.string(), code: z.string().optional() }),
  z.looseObject({ t: z.literal('tool_call'), data: z.string(), message_id: z.string().optional() }),
  z.looseObject({ t: z.literal('tool_call_result'), data: z.string(), message_id: z.string().optional() }),
  attachmentFrame('image'),
  attachmentFrame('record'),
  attachmentFrame('file'),
  attachmentFrame('video'),
])
export type LiveServerFrame = z.infer<typeof liveServerFrameSchema>

/**
 * The frame that refuses a sign-in on `/api/v1/live/ws`, right before close code 1008. Its key is `type`, not `t`.
 * Codes: `UNAUTHORIZED`, `BAD_USER`, `INVALID_MESSAGE`.
 */
export const signInErrorFrameSchema = z.looseObject({
  type: z.literal('error'),
  code: z.string(),
  data: z.string(),
})
export type SignInErrorFrame = z.infer<typeof signInErrorFrameSchema>
