import { z } from 'zod'
import { failureSchema } from './failure.ts'
import { SCOPES } from './live-api/http.ts'

/*
 * What the app and the local assistant's process say to each other over the utility process's message port. The app sends
 * requests with a number; each gets one answer with the same number. Events come unasked.
 */

const id = z.int().nonnegative()

/** A request from the app. */
export const assistantRequestSchema = z.discriminatedUnion('op', [
  z.object({
    id,
    op: z.literal('start'),
    dataDir: z.string().min(1),
    modelDir: z.string().min(1),
    /** 0 or absent: any free port of the loopback interface. */
    port: z.int().min(0).max(65_535).optional(),
    /** BCP 47. */
    locale: z.string().min(1).optional(),
    /** Passed on to the assistant as it is (its chat endpoint and the like); checked there. */
    config: z.unknown().optional(),
  }),
  z.object({
    id,
    op: z.literal('createKey'),
    name: z.string().min(1),
    scopes: z.array(z.enum(SCOPES)).min(1),
    /** The person that the key belongs to: their sessions, files and timers survive a new key. */
    username: z.string().min(1).optional(),
    /** Ms since the Unix epoch. */
    expiresAt: z.number().optional(),
  }),
  /** Only the recogniser, without a server: what is said in 16 kHz mono PCM16, whole samples. */
  z.object({
    id,
    op: z.literal('recognise'),
    modelDir: z.string().min(1),
    config: z.unknown().optional(),
    pcm: z.instanceof(Uint8Array),
  }),
  z.object({ id, op: z.literal('revokeKey'), keyId: z.string().min(1) }),
  z.object({ id, op: z.literal('createAccount'), username: z.string().min(1), password: z.string().min(1) }),
  z.object({ id, op: z.literal('status') }),
  z.object({ id, op: z.literal('stop') }),
])
export type AssistantRequest = z.infer<typeof assistantRequestSchema>

/** `data` of the answers, by `op`. */
export const startedSchema = z.object({ url: z.string() })
export const recognisedSchema = z.object({ text: z.string() })
export const keyCreatedSchema = z.object({ id: z.string(), key: z.string() })
export const keyRevokedSchema = z.object({ wasValid: z.boolean() })
const laneStatusSchema = z.looseObject({
  name: z.string(),
  state: z.enum(['idle', 'loading', 'ready', 'busy', 'failed', 'closed']),
  lastError: z.string().nullable(),
})
export const assistantStatusSchema = z.object({
  url: z.string(),
  sockets: z.number(),
  speech: z.looseObject({ stt: laneStatusSchema, tts: laneStatusSchema }),
})
export type AssistantStatus = z.infer<typeof assistantStatusSchema>

/** What the assistant's process sends: answers, and events without a number. */
export const assistantMessageSchema = z.union([
  z.object({ id, ok: z.literal(true), data: z.unknown() }),
  z.object({ id, ok: z.literal(false), error: failureSchema }),
  /** A timer rang. It is also said over the person's live socket; this is for a notification. */
  z.object({ event: z.literal('ringing'), text: z.string(), label: z.string(), dueAt: z.number() }),
  /** How many timers, alarms and reminders run: told at the start and at each change, after the ring that changed it. */
  z.object({ event: z.literal('timers'), running: z.int().nonnegative() }),
  /** Recognition and voice are loaded, or cannot be. */
  z.object({ event: z.literal('speech-ready') }),
  z.object({ event: z.literal('speech-failed'), error: failureSchema }),
])
export type AssistantMessage = z.infer<typeof assistantMessageSchema>
