import { z } from 'zod'
import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { attachmentViewSchema } from '../../shared/view.ts'

/** One input that no server has acknowledged yet. */
export const outboxItemSchema = z.object({
  version: z.literal(1),
  turnId: z.string().regex(/^[\w-]{1,64}$/),
  profileId: z.string(),
  kind: z.enum(['voice', 'text']),
  stamp: z.string(),
  text: z.string(),
  attachments: z.array(attachmentViewSchema),
  /** Of speech that goes with files: the ids of those, which are not sent before its words are known. */
  drafts: z.array(z.string()).default([]),
  /** ms since the epoch. */
  createdAt: z.number(),
})
export type OutboxItem = z.infer<typeof outboxItemSchema>

/** An item as it was found, with the length of its recording. */
export type FoundItem = OutboxItem & { audioBytes: number }

/** Where unacknowledged inputs are kept. */
export interface Outbox {
  /** What is kept for a profile, oldest first. */
  items(profileId: string): FoundItem[]
  /** Keeps an input. The answer is null, or why it can't be kept. */
  put(item: OutboxItem): Failure | null
  /** Puts words in the place of a recording that is kept; nothing is kept that was not before. */
  replace(item: OutboxItem): void
  /** Adds audio to a voice input. A refusal is said once for each input. */
  append(turnId: string, pcm: Uint8Array): Failure | null
  /** The recording is complete: make it safe. */
  seal(turnId: string): void
  forget(turnId: string): void
  readAudio(turnId: string): Promise<Uint8Array | null>
  /** True when all that was given for this input is kept here, so that nobody else need keep it. */
  isWhole(turnId: string): boolean
  /** Resolves when everything asked so far is on disk. */
  settled(): Promise<void>
}

/** At most this many inputs, and this many bytes of audio (half an hour of speech). */
export const OUTBOX_LIMITS = { items: 50, bytes: 64 * 1024 * 1024 } as const

/** Why nothing more is kept. */
export function outboxFull(): Failure {
  return failure('OUTBOX_FULL', 'Too much waits to be sent again; send it or throw it away to make room')
}
