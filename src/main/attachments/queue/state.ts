import { z } from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { attachmentKindSchema } from '../../../shared/live-api/parts.ts'
import type { AttachmentKind } from '../../../shared/live-api/parts.ts'
import type { Edit } from '../../files/edits.ts'
import type { FileStamp } from '../../files/regular-file.ts'

/** Never a path. */
export const spoolNameSchema = z.string().regex(/^[\w-][\w.-]*$/)

/** Where a draft's bytes are: a file of the person's, or one of our own in the spool folder. */
export const draftSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('spool'), file: spoolNameSchema }),
])
export type DraftSource = z.infer<typeof draftSourceSchema>

/** What was learnt by looking into the file. */
export const draftFactsSchema = z.object({
  contentType: z.string(),
  kind: attachmentKindSchema,
  /** The name's ending says something else. */
  differs: z.boolean(),
  /** Pixels of a picture that can be decoded safely. */
  picture: z.object({ width: z.number(), height: z.number() }).nullable(),
  /** A smaller copy can stand for it: not for a moving picture, or a format that can't be written. */
  scalable: z.boolean(),
  /** Whether it says where it was taken. `stuck`: it may, and that can't be taken out. */
  metadata: z.enum(['none', 'removable', 'stuck']),
})
export type DraftFacts = z.infer<typeof draftFactsSchema>

/** A file that the server has. */
export const uploadedSchema = z.object({
  attachmentId: z.string().min(1),
  kind: attachmentKindSchema,
  /** Where it is: the id is good only there. */
  server: z.string(),
})
export type Uploaded = z.infer<typeof uploadedSchema>

export type DraftPhase =
  | { readonly at: 'preparing' }
  /** A window makes the smaller copy. */
  | { readonly at: 'scaling'; readonly maxSide: number }
  /** `until`: not before that moment, in ms of the monotonic clock. */
  | { readonly at: 'waiting'; readonly until: number | null; readonly failure: Failure | null }
  | { readonly at: 'uploading'; readonly progress: number }
  | ({ readonly at: 'ready' } & Readonly<Uploaded>)
  | { readonly at: 'failed'; readonly failure: Failure }

export interface Draft {
  readonly id: string
  /** Drafts belong to a profile: attachment ids mean nothing to another server. */
  readonly profileId: string
  readonly source: DraftSource
  readonly name: string
  readonly alt: string
  /** The file as it was when it was chosen; null until it was looked at. */
  readonly stamp: FileStamp | null
  readonly facts: DraftFacts | null
  /** What is changed on the way out. */
  readonly edits: readonly Edit[]
  /** Its metadata is left out. */
  readonly isStripped: boolean
  /** A smaller copy that is sent in its place: the name of a spool file. */
  readonly copy: string | null
  /** The person lets it go with its metadata. */
  readonly isAsIs: boolean
  readonly phase: DraftPhase
  /** Uploads that failed in a row. */
  readonly tries: number
  /** Counts what was begun for it, so that a late answer to something earlier is known. */
  readonly run: number
}

export interface QueueState {
  /** Of all profiles, in the order of the chips. */
  readonly drafts: readonly Draft[]
  readonly profileId: string
  /** Address of the profile's server: ids are good only there. */
  readonly server: string
  readonly isOnline: boolean
  /** When the timer is set to, in ms of the monotonic clock. */
  readonly timerAt: number | null
}

/** What the person wants of pictures. */
export interface PictureWishes {
  /** Longest side, in pixels; null: as large as they are. */
  readonly maxSide: number | null
  readonly removeMetadata: boolean
}

/** What an inspection answers. */
export interface Inspected {
  readonly stamp: FileStamp
  readonly facts: DraftFacts
  /** What takes the metadata out, when it is `removable`. */
  readonly withoutMetadata: readonly Edit[]
}

export type QueueEvent =
  /** Drafts of an earlier run of the app are in the state: look into those that are not done. */
  | { type: 'restored' }
  | { type: 'added'; drafts: readonly { id: string; source: DraftSource; name: string }[] }
  /** Spool files that the list of drafts does not know: pasted once, and not to go up unasked. */
  | { type: 'found'; files: readonly string[] }
  | ({ type: 'inspected'; id: string; run: number; wishes: PictureWishes } & Inspected)
  /** A window has made the smaller copy, or can't (null). */
  | { type: 'scaled'; id: string; copy: string | null }
  | { type: 'progress'; id: string; run: number; progress: number }
  | { type: 'uploaded'; id: string; run: number; attachmentId: string; kind: AttachmentKind }
  | { type: 'failed'; id: string; run: number; failure: Failure }
  /** `asIs`: with its metadata, when that can't be removed. */
  | { type: 'retry'; id: string; asIs: boolean }
  | { type: 'cancel'; id: string }
  | { type: 'remove'; ids: readonly string[] }
  /** To a place among the profile's drafts, from 0. */
  | { type: 'move'; id: string; to: number }
  | { type: 'describe'; id: string; alt: string }
  | { type: 'profile'; id: string; server: string }
  | { type: 'profile-removed'; id: string }
  | { type: 'network'; isOnline: boolean }
  /** The server was reached by another way: what waits to be tried again need not. */
  | { type: 'reached' }
  | { type: 'timer' }

export type QueueEffect =
  /** Look into the file. `stamp`: what it must still be; null: whatever it is. */
  | { type: 'inspect'; id: string; run: number; source: DraftSource; stamp: FileStamp | null }
  | { type: 'upload'; draft: Draft }
  | { type: 'abort'; id: string }
  /** Spool files that nobody needs any more. */
  | { type: 'discard'; files: readonly string[] }
  | { type: 'timer'; at: number | null }
  | { type: 'save' }
  | { type: 'changed' }

export interface QueueStep {
  readonly state: QueueState
  readonly effects: readonly QueueEffect[]
}

export interface QueueEnv {
  /** ms of the monotonic clock. */
  readonly now: number
  /** 0 to 1. */
  readonly random: number
}

/** Uploads at once: a small file need not wait for a large one, and a thin line is not cut into slivers. */
export const PARALLEL_UPLOADS = 3

/** Tries of an upload that the server itself fails, before a person is asked. Not reaching it is tried for ever. */
export const MAX_TRIES = 5
