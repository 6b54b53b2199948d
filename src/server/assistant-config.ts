import { z } from 'zod'
import { FLITE_VOICES } from './speech/flite/flite.ts'

/** A service that speaks the OpenAI API. */
const endpointSchema = z.strictObject({
  /** With the version, without the method: `http://localhost:11434/v1`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  apiKey: z.string().optional(),
  model: z.string().min(1),
  /** Ms to wait for an answer, or for its next piece. */
  timeoutMs: z.int().positive().optional(),
})

/** How the assistant hears, thinks and speaks. Everything has a default that needs no network. */
export const assistantConfigSchema = z.strictObject({
  /** A chat model for what no skill answers. */
  chat: endpointSchema.optional(),
  /** Instructions for that model instead of the usual ones. */
  instructions: z.string().max(20_000).optional(),
  /** A recogniser to use instead of the one on this machine. */
  stt: endpointSchema.optional(),
  /** A folder with another sherpa-onnx recogniser for this machine. */
  sttModelDir: z.string().min(1).optional(),
  /** A voice to use instead of the one on this machine. */
  tts: endpointSchema.extend({ voice: z.string().min(1) }).optional(),
  /** The voice of this machine. */
  voice: z.enum(FLITE_VOICES).optional(),
  /** Its speech rate; 1 is the voice's own. */
  rate: z.number().min(0.5).max(2).optional(),
})
export type AssistantConfig = z.infer<typeof assistantConfigSchema>
