import { z } from 'zod'
import { failureSchema } from './failure.ts'
import { attachmentKindSchema } from './live-api/parts.ts'

/*
 * What a window sees of the app. Main owns these facts; a window asks for a snapshot and then applies numbered patches.
 */

/** State of the socket to the server, as one value that can be stored and shown. Times are ms since the epoch. */
export const connectionSnapshotSchema = z.object({
  status: z.enum(['idle', 'connecting', 'connected', 'waiting', 'suspended', 'failed']),
  /** What we are trying to be; `disconnected` only when the person or the system asked for it. */
  desired: z.enum(['connected', 'disconnected']),
  /** How many tries have failed since the last good connection. */
  attempt: z.number().int().nonnegative(),
  nextRetryAt: z.number().nullable(),
  connectedAt: z.number().nullable(),
  suspendReason: z.enum(['sleep', 'offline']).nullable(),
  lastError: failureSchema.nullable(),
  /** What the server was recognised to be; null until a first good connection. */
  server: z
    .object({
      kind: z.enum(['parley', 'astrbot', 'unknown']),
      /** True when the last interrupt stopped the server too, not only the sound here. */
      interruptible: z.boolean().nullable(),
      live: z.boolean(),
      chat: z.boolean(),
      files: z.boolean(),
    })
    .nullable(),
})
export type ConnectionSnapshot = z.infer<typeof connectionSnapshotSchema>

/** What the app as a whole is doing, for the tray, the HUD and the chat window's status line. */
export const voiceStateSchema = z.enum(['idle', 'listening', 'thinking', 'speaking', 'interrupted', 'failed'])
export type VoiceState = z.infer<typeof voiceStateSchema>

/** A tool that the model used, as a card. `result` is null while it runs; `closed` when the turn ended without one. */
export const toolViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  args: z.string(),
  result: z.string().nullable(),
  status: z.enum(['running', 'done', 'closed']),
})
export type ToolView = z.infer<typeof toolViewSchema>

/**
 * An attachment in the transcript. `attachmentId` is null when the server only gave a name. A window shows its bytes from
 * `fileAddress(attachmentId)`: main fetches them, so that no key and no foreign address reaches a window.
 */
export const attachmentViewSchema = z.object({
  attachmentId: z.string().nullable(),
  kind: attachmentKindSchema,
  name: z.string(),
  /** Size in bytes, when known. */
  size: z.number().nullable(),
  /** What the sender says is in the picture; absent: nothing was said. */
  alt: z.string().optional(),
})
export type AttachmentView = z.infer<typeof attachmentViewSchema>

/** What of a reply is heard aloud, in positions of its text (as in JavaScript's strings). */
export const spokenSchema = z.object({
  /** The passage whose sound is at the speaker: `from` up to, not including, `to`. Equal while there is none. */
  from: z.number().int().nonnegative(),
  to: z.number().int().nonnegative(),
  /** Whole words before this were heard. */
  heard: z.number().int().nonnegative(),
})
export type Spoken = z.infer<typeof spokenSchema>

/**
 * Life of one turn:
 * `listening` (voice only) → `sending` (waits for the socket) → `thinking` → `speaking` → `done`,
 * or `interrupted`, `failed`, or `stalled` ("no answer yet", the person chooses), or `unsent` (in the outbox, offered again).
 */
export const turnStateSchema = z.enum([
  'listening',
  'sending',
  'thinking',
  'speaking',
  'done',
  'interrupted',
  'failed',
  'stalled',
  'unsent',
])
export type TurnState = z.infer<typeof turnStateSchema>

/**
 * Speech that goes with files. Voice frames carry no files, so such speech is recognised here, and its words are sent with
 * the files as one message:
 * `recording` → `recognising` → `review` (only where the person wants to see the words first) → `uploading` (while files are
 * still on their way, or `upload-failed`) → `sent`. `unrecognised`: there are no words, and the person chooses.
 */
export const composeViewSchema = z.object({
  stage: z.enum(['recording', 'recognising', 'review', 'uploading', 'upload-failed', 'unrecognised', 'sent']),
  /** Ids of the drafts that go with it; they are this turn's until it is sent, and not the next message's. */
  drafts: z.array(z.string()),
  /** Why there are no words. */
  failure: failureSchema.nullable(),
})
export type ComposeView = z.infer<typeof composeViewSchema>

export const turnViewSchema = z.object({
  id: z.string(),
  state: turnStateSchema,
  input: z.object({
    kind: z.enum(['voice', 'text', 'push']),
    /** What was typed or recognised; null until the server has said what it heard. */
    text: z.string().nullable(),
    attachments: z.array(attachmentViewSchema),
    /** Length of the recording in ms, for voice. */
    audioMs: z.number().nullable(),
  }),
  /** Only for speech that goes with files. */
  compose: composeViewSchema.optional(),
  reply: z.object({
    text: z.string(),
    tools: z.array(toolViewSchema),
    attachments: z.array(attachmentViewSchema),
    /** Null: no sound came for it, or none yet. */
    spoken: spokenSchema.nullable(),
  }),
  failure: failureSchema.nullable(),
  /** Seconds and provider names, as the server sent them. */
  metrics: z.record(z.string(), z.unknown()),
  /** ms since the epoch. */
  startedAt: z.number(),
  endedAt: z.number().nullable(),
})
export type TurnView = z.infer<typeof turnViewSchema>

/** The talk key as it really works here. */
export const hotkeySnapshotSchema = z.object({
  accelerator: z.string(),
  /** `hold` when key-up can be seen; `toggle` when it can't, or when the person chose it; `none` when nothing is registered. */
  mode: z.enum(['hold', 'toggle', 'none']),
  /** Whether two quick taps switch hands-free on and off: that takes a driver that sees key-up. */
  doubleTap: z.boolean(),
  /** What the desktop says the key is, in its own words, where the desktop gives it out (Wayland); else null. */
  trigger: z.string().nullable(),
  /** Why it is less than what was asked for. */
  problem: failureSchema.nullable(),
})
export type HotkeySnapshot = z.infer<typeof hotkeySnapshotSchema>

export const audioDeviceSchema = z.object({ id: z.string(), label: z.string() })
export type AudioDevice = z.infer<typeof audioDeviceSchema>

/** Whether the microphone listens right now: what a person has a right to know. */
export const microphoneStateSchema = z.object({
  /**
   * `open`: it is ready (or its level is shown) and only the last moments are kept, in memory. `recording`: what it hears is
   * sent.
   */
  status: z.enum(['closed', 'opening', 'open', 'recording']),
  /** When an open microphone will close if it is not used, in ms since the epoch; null when it will not, or is not open. */
  until: z.number().nullable(),
})
export type MicrophoneState = z.infer<typeof microphoneStateSchema>

const processingSchema = z.object({
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
})

/** What is done to the microphone's sound: what was asked for, and what the browser says it really does (null: it doesn't). */
export const soundProcessingSchema = z.object({
  asked: processingSchema,
  real: z.object({
    echoCancellation: z.boolean().nullable(),
    noiseSuppression: z.boolean().nullable(),
    autoGainControl: z.boolean().nullable(),
  }),
})
export type SoundProcessing = z.infer<typeof soundProcessingSchema>

/**
 * Why a microphone that is being listened to seems not to hear: `digital` is a mute switch, or a system that gives zeros
 * instead of sound; `quiet` is sound below what speech has.
 */
export const silenceSchema = z.enum(['digital', 'quiet'])
export type Silence = z.infer<typeof silenceSchema>

export const audioSnapshotSchema = z.object({
  inputs: z.array(audioDeviceSchema),
  outputs: z.array(audioDeviceSchema),
  /** Label of the microphone in use; null while it is closed. */
  activeInput: z.string().nullable(),
  microphone: microphoneStateSchema,
  /** As of the last opening; null before the first. */
  processing: soundProcessingSchema.nullable(),
  /** "We hear nothing": set during a segment, taken back when sound comes or when the segment is over. */
  silence: silenceSchema.nullable(),
  problem: failureSchema.nullable(),
})
export type AudioSnapshot = z.infer<typeof audioSnapshotSchema>

/** What is known of sound before the audio window has reported. */
export const NO_AUDIO: AudioSnapshot = {
  inputs: [],
  outputs: [],
  activeInput: null,
  microphone: { status: 'closed', until: null },
  processing: null,
  silence: null,
  problem: null,
}
/**
 * Hands-free talking: the microphone stays open, and speech makes segments by itself. `starting`: the microphone or the
 * speech detector is not ready yet; `waiting`: nobody speaks; `hearing`: a segment that began by itself is being recorded.
 */
export const handsFreeSnapshotSchema = z.object({
  on: z.boolean(),
  state: z.enum(['off', 'starting', 'waiting', 'hearing']),
  /** Why it ended, or could not begin, without being asked to; null while it is on. */
  problem: failureSchema.nullable(),
})
export type HandsFreeSnapshot = z.infer<typeof handsFreeSnapshotSchema>

export const assistantSnapshotSchema = z.object({
  /** `off` while another server is in use, but for its timers. */
  status: z.enum(['off', 'starting', 'ready', 'failed']),
  /** False while the speech models load or when they are missing. */
  speech: z.boolean(),
  problem: failureSchema.nullable(),
})
export type AssistantSnapshot = z.infer<typeof assistantSnapshotSchema>

/** What people should know of a file before it is sent. */
export const draftNoteSchema = z.enum([
  /** The content is not what the name's ending says; it is sent as what it is. */
  'type-differs',
  /** Where it was taken is left out; of a picture, also when and with what. */
  'metadata-removed',
  /** It may tell where it was taken, and the person let that go. */
  'metadata-kept',
  /** A smaller copy of the picture is sent. */
  'scaled',
])
export type DraftNote = z.infer<typeof draftNoteSchema>

/**
 * A file that was picked, dropped or pasted, beside the composer until it is sent. Its life: `preparing` (looked at) →
 * `waiting` (for its turn, for the network, or to be tried again) → `uploading` → `ready`, or `failed`.
 */
export const draftAttachmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: attachmentKindSchema,
  /** Bytes of the file that was chosen. */
  size: z.number(),
  /** Media type, from the content; null until it was looked at. */
  contentType: z.string().nullable(),
  status: z.enum(['preparing', 'waiting', 'uploading', 'ready', 'failed']),
  /** Why it waits; null unless it does. */
  waitsFor: z.enum(['turn', 'network', 'retry']).nullable(),
  /** 0 to 1. */
  progress: z.number(),
  /** What the person says is in the picture; empty: nothing. */
  alt: z.string(),
  /**
   * Pixels of a picture that a window may decode, from `/draft/<id>` of its own origin; null for anything else, and for
   * pictures too large to be decoded safely.
   */
  picture: z.object({ width: z.number(), height: z.number() }).nullable(),
  /** Longest side, in pixels, that the picture is to be scaled to: the chat window does it, then answers `attachment.scaled`. */
  scaleTo: z.number().nullable(),
  notes: z.array(draftNoteSchema),
  failure: failureSchema.nullable(),
})
export type DraftAttachment = z.infer<typeof draftAttachmentSchema>

/** Parley's place on this desktop, as it really is. */
export const desktopSnapshotSchema = z.object({
  /** False when this desktop shows no tray icons; null until that is known. */
  tray: z.boolean().nullable(),
  /** Whether the system starts Parley at login: read from the system, where people can change it too. */
  openAtLogin: z.boolean(),
})
export type DesktopSnapshot = z.infer<typeof desktopSnapshotSchema>

/** Something that people should know and can act on or dismiss, shown as a bar on top of the chat window. */
export const noticeSchema = z.object({
  id: z.string(),
  kind: z.enum(['info', 'warning', 'error']),
  failure: failureSchema,
})
export type Notice = z.infer<typeof noticeSchema>

export const appViewSchema = z.object({
  /** Number of the last patch that is in this snapshot. */
  seq: z.number().int().nonnegative(),
  profile: z.object({ id: z.string(), name: z.string(), kind: z.enum(['local', 'remote']) }),
  connection: connectionSnapshotSchema,
  voice: voiceStateSchema,
  hotkey: hotkeySnapshotSchema,
  audio: audioSnapshotSchema,
  handsFree: handsFreeSnapshotSchema,
  assistant: assistantSnapshotSchema,
  desktop: desktopSnapshotSchema,
  /** The person has quit, and Parley goes when the answer that is being made or heard is over. */
  isLeaving: z.boolean(),
  drafts: z.array(draftAttachmentSchema),
  notices: z.array(noticeSchema),
  /** Turns of this conversation, oldest first. */
  turns: z.array(turnViewSchema),
})
export type AppView = z.infer<typeof appViewSchema>

/** One numbered change. `seq` is the snapshot's plus one, and so on; a gap means: ask for the snapshot again. */
export const viewPatchSchema = z.object({
  seq: z.number().int().positive(),
  /** Whole values of the top-level fields that changed. */
  set: appViewSchema.omit({ seq: true, turns: true }).partial().optional(),
  /** Turns that are new or changed, whole. */
  upsertTurns: z.array(turnViewSchema).optional(),
  /** Reply text that grew; sent instead of the whole turn, because it comes many times a second. */
  appendReply: z.object({ turnId: z.string(), text: z.string() }).optional(),
  /** More of a reply is heard; for the same reason. */
  spokenReply: z.object({ turnId: z.string(), spoken: spokenSchema }).optional(),
  removeTurns: z.array(z.string()).optional(),
})
export type ViewPatch = z.infer<typeof viewPatchSchema>
