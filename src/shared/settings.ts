import { z } from 'zod'
import { DEFAULT_HOTKEY } from './default-hotkey.ts'
import {
  mediaPatchSchema,
  mediaSettingsSchema,
  speechPatchSchema,
  speechSettingsSchema,
} from './file-settings.ts'

/** How a profile signs in: an API key in a header, or a dashboard account whose JWT is fetched and refreshed. */
export const signInSchema = z.enum(['api-key', 'account'])
export type SignIn = z.infer<typeof signInSchema>

/** The profile id of the assistant that Parley carries itself. */
export const LOCAL_PROFILE_ID = 'local'

/** One server. Secrets are never here: the key or password is in the OS keychain under the profile's id. */
export const profileSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  kind: z.enum(['local', 'remote']),
  /** `https://host[:port]`, without a path of its own unless the server sits below one. Unused for the local assistant. */
  baseUrl: z.string().max(2048),
  /** The name the server files conversations under; required by the contract for API keys. */
  username: z.string().trim().min(1).max(300),
  signIn: signInSchema,
  /** Dashboard account name, when `signIn` is `account`. */
  account: z.string().max(300).default(''),
  /** SHA-256 of a self-signed certificate that the person confirmed for this profile, or null. */
  pinnedCertificate: z.string().nullable().default(null),
})
export type Profile = z.infer<typeof profileSchema>

/** The local assistant as a profile. */
export const LOCAL_PROFILE: Profile = {
  id: LOCAL_PROFILE_ID,
  name: 'Local assistant',
  kind: 'local',
  baseUrl: '',
  username: 'me',
  signIn: 'api-key',
  account: '',
  pinnedCertificate: null,
}

export { DEFAULT_HOTKEY }

export const hotkeySettingsSchema = z.object({
  /** An Electron accelerator, for example `Control+Alt+Space`. */
  accelerator: z.string().min(1).max(80).default(DEFAULT_HOTKEY),
  /** `hold`: talk while the key is down; a tap latches. `toggle`: press to start, press to stop. */
  mode: z.enum(['hold', 'toggle']).default('hold'),
})

/** When the microphone is kept open: always, for some minutes after a turn, or only while one is recorded. */
export const warmSchema = z.enum(['always', 'after-use', 'never'])
const warmMinutesSchema = z.number().int().min(1).max(60)

export const microphoneSettingsSchema = z.object({
  /** Followed by label, because device ids change with the browser profile; null is the system's default. */
  label: z.string().max(300).nullable().default(null),
  /**
   * Whether the microphone stays open between turns, so that audio from before the key press can be sent. Not `always` by
   * itself: an open microphone keeps a computer from going to sleep, and a wireless headset in its telephone quality.
   */
  warm: warmSchema.default('after-use'),
  /** How long it stays open after use, in minutes, when `warm` is `after-use`. */
  warmMinutes: warmMinutesSchema.default(5),
  echoCancellation: z.boolean().default(true),
  noiseSuppression: z.boolean().default(true),
  autoGainControl: z.boolean().default(true),
})

export const handsFreeSettingsSchema = z.object({
  /** How readily a sound counts as speech. */
  sensitivity: z.enum(['low', 'medium', 'high']).default('medium'),
  /** How long a pause ends what is said, in ms. */
  pauseMs: z.number().int().min(500).max(4000).default(1400),
  /** Whether speaking stops an answer that is being made or played. */
  bargeIn: z.boolean().default(true),
  /** Minutes without speech after which it turns itself off; null is never. */
  offAfterMinutes: z.number().int().min(1).max(240).nullable().default(10),
})

export const speakerSettingsSchema = z.object({
  label: z.string().max(300).nullable().default(null),
  /** 0 to 1. */
  volume: z.number().min(0).max(1).default(1),
  muted: z.boolean().default(false),
})

export const notificationSettingsSchema = z.object({
  /** Tell of a reply that was neither heard nor seen. */
  replies: z.boolean().default(true),
  /** Show the reply's text in the notification, where others may read it. */
  preview: z.boolean().default(true),
})

export const attachmentSettingsSchema = z.object({
  /** Send a smaller copy of large pictures. Off: what was chosen is what arrives. */
  scalePictures: z.boolean().default(false),
  /** Longest side of such a copy, in pixels. */
  maxSide: z.number().int().min(256).max(8192).default(2048),
  /** Leave out of pictures where and with what they were taken (EXIF, XMP, IPTC). */
  removeMetadata: z.boolean().default(true),
})
export type AttachmentSettings = z.infer<typeof attachmentSettingsSchema>

/** Places of the HUD on the display with the pointer: its edges and corners, or where the person dragged it. */
export const hudPlaceSchema = z.enum([
  'bottom',
  'top',
  'bottom-left',
  'bottom-right',
  'top-left',
  'top-right',
  'custom',
])
export type HudPlace = z.infer<typeof hudPlaceSchema>

/** 0 is the left or upper edge of the room that the HUD has, 1 the right or lower: it fits displays of every size. */
const fraction = z.number().min(0).max(1)

export const hudSettingsSchema = z.object({
  place: hudPlaceSchema.default('bottom'),
  /** Where it was dragged to; in force while `place` is `custom`. */
  at: z.object({ x: fraction, y: fraction }).default({ x: 0.5, y: 1 }),
})
export type HudSettings = z.infer<typeof hudSettingsSchema>

/** The short sounds at the end of a recording, and when something failed. */
export const soundSettingsSchema = z.object({
  on: z.boolean().default(true),
  /** At its start too. Not by default: an echo canceller takes the first syllable for a part of it. */
  start: z.boolean().default(false),
  /** 0 to 1, of the speaker's volume. */
  volume: z.number().min(0).max(1).default(0.7),
})

/** Everything a person can set. Each field has a default, so that a file of an older version stays readable. */
export const settingsSchema = z.object({
  profiles: z.array(profileSchema).max(50).default([]),
  /** Which profile is in use; `local` when no other was chosen. */
  activeProfileId: z.string().default(LOCAL_PROFILE_ID),
  speech: speechSettingsSchema.prefault({}),
  media: mediaSettingsSchema.prefault({}),
  hotkey: hotkeySettingsSchema.prefault({}),
  microphone: microphoneSettingsSchema.prefault({}),
  speaker: speakerSettingsSchema.prefault({}),
  attachments: attachmentSettingsSchema.prefault({}),
  sounds: soundSettingsSchema.prefault({}),
  handsFree: handsFreeSettingsSchema.prefault({}),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  language: z.enum(['system', 'en', 'zh-CN']).default('system'),
  /** Closing the chat window leaves Parley in the tray; else it quits. */
  keepRunning: z.boolean().default(true),
  notifications: notificationSettingsSchema.prefault({}),
  /** Show the HUD near the pointer's screen while a turn runs. */
  showHud: z.boolean().default(true),
  hud: hudSettingsSchema.prefault({}),
  /** The introduction was finished or skipped. Settings of before it existed count as introduced. */
  introduced: z.boolean().default(false),
})
export type Settings = z.infer<typeof settingsSchema>

/**
 * What may be changed in one go; nested groups are merged key by key. Profiles are not here: they go with a secret, so they
 * have routes of their own. No defaults: an absent key must stay absent.
 */
export const settingsPatchSchema = z.strictObject({
  speech: speechPatchSchema.optional(),
  media: mediaPatchSchema.optional(),
  hotkey: z
    .strictObject({ accelerator: z.string().min(1).max(80), mode: z.enum(['hold', 'toggle']) })
    .partial()
    .optional(),
  microphone: z
    .strictObject({
      label: z.string().max(300).nullable(),
      warm: warmSchema,
      warmMinutes: warmMinutesSchema,
      echoCancellation: z.boolean(),
      noiseSuppression: z.boolean(),
      autoGainControl: z.boolean(),
    })
    .partial()
    .optional(),
  speaker: z
    .strictObject({
      label: z.string().max(300).nullable(),
      volume: z.number().min(0).max(1),
      muted: z.boolean(),
    })
    .partial()
    .optional(),
  attachments: z
    .strictObject({
      scalePictures: z.boolean(),
      maxSide: z.number().int().min(256).max(8192),
      removeMetadata: z.boolean(),
    })
    .partial()
    .optional(),
  sounds: z
    .strictObject({ on: z.boolean(), start: z.boolean(), volume: z.number().min(0).max(1) })
    .partial()
    .optional(),
  handsFree: z
    .strictObject({
      sensitivity: z.enum(['low', 'medium', 'high']),
      pauseMs: z.number().int().min(500).max(4000),
      bargeIn: z.boolean(),
      offAfterMinutes: z.number().int().min(1).max(240).nullable(),
    })
    .partial()
    .optional(),
  theme: z.enum(['system', 'light', 'dark']).optional(),
  language: z.enum(['system', 'en', 'zh-CN']).optional(),
  keepRunning: z.boolean().optional(),
  notifications: z.strictObject({ replies: z.boolean(), preview: z.boolean() }).partial().optional(),
  showHud: z.boolean().optional(),
  hud: z
    .strictObject({ place: hudPlaceSchema, at: z.strictObject({ x: fraction, y: fraction }) })
    .partial()
    .optional(),
  introduced: z.boolean().optional(),
})
export type SettingsPatch = z.infer<typeof settingsPatchSchema>
