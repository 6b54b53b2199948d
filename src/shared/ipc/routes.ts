import { z } from 'zod'
import { failureSchema } from '../failure.ts'
import { isAttachmentId } from '../file-address.ts'
import { hotkeyReasonSchema } from '../hotkey.ts'
import { profileSchema, settingsPatchSchema, settingsSchema } from '../settings.ts'
import { appViewSchema } from '../view.ts'
import { MAX_ALT_CHARS, MAX_DRAFTS, MAX_PASTED_BYTES } from './limits.ts'

/*
 * Every request a window can make of main. The router checks the sender, parses `input`, and answers
 * `{ok: true, data}` or `{ok: false, error}`; a handler's answer is checked against `output`.
 */

const nothing = z.void()
const id = z.string().min(1).max(100)

const attachmentId = z.string().refine(isAttachmentId, 'not the id of an attachment')

/** What the bytes of an attachment say of it. */
export const attachmentFactsSchema = z.object({
  /** Media type; `application/octet-stream` for what is not known. */
  contentType: z.string(),
  /** In bytes; null when the server does not say and not all is here. */
  size: z.number().nullable(),
  /** Pixels, of a picture that says so. */
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** A picture of so many pixels that it is not shown. */
  isTooLarge: z.boolean(),
  /** The system's program may be asked to open it. */
  canOpen: z.boolean(),
})
export type AttachmentFacts = z.infer<typeof attachmentFactsSchema>

const mediaUsageSchema = z.object({ bytes: z.number(), files: z.number().int() })

/** A profile as a form has it, with a secret that goes one way only: into the keychain. */
export const profileDraftSchema = z.object({
  profile: profileSchema,
  /** API key or account password. Absent: keep the one that is stored. */
  secret: z.string().min(1).max(10_000).optional(),
})
export type ProfileDraft = z.infer<typeof profileDraftSchema>

/** A certificate that no authority vouches for, or that is not the confirmed one: a person may confirm it. */
export const refusedCertificateSchema = z.object({
  /** SHA-256 of the whole certificate (DER), as lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Another one had been confirmed for the profile. */
  isChanged: z.boolean(),
})
export type RefusedCertificate = z.infer<typeof refusedCertificateSchema>

/** What a Test button learnt. */
export const profileTestSchema = z.object({
  failure: failureSchema.nullable(),
  /** The certificate that was refused, when that is why the test failed. */
  certificate: refusedCertificateSchema.nullable(),
  server: z
    .object({
      kind: z.enum(['parley', 'astrbot', 'unknown']),
      live: z.boolean(),
      chat: z.boolean(),
      files: z.boolean(),
    })
    .nullable(),
  /** Time from the first byte out to a socket that stayed open, in ms. */
  ms: z.number(),
})
export type ProfileTest = z.infer<typeof profileTestSchema>

/** Pixels of the HUD's page; no more than a screen has. */
const pixels = z.number().min(-10_000).max(10_000)

/**
 * The HUD is dragged: pressed, moved, let go. Main knows where the pointer is; `grip` is where the page was pressed, because the
 * pointer has moved on when main hears of it.
 */
export const hudDragSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('start'), grip: z.object({ x: pixels, y: pixels }) }),
  z.object({ phase: z.literal('move') }),
  z.object({ phase: z.literal('end') }),
])
export type HudDrag = z.infer<typeof hudDragSchema>

export const routes = {
  'view.get': { input: nothing, output: appViewSchema },

  /** Sends what is in the composer. Drafts are ids of uploaded attachments. */
  'turn.sendText': {
    input: z.object({ text: z.string().max(200_000), drafts: z.array(id).max(MAX_DRAFTS) }),
    output: z.object({ turnId: z.string() }),
  },
  /** The words of speech that goes with files, as the person wants them sent. */
  'turn.sendWords': { input: z.object({ turnId: id, text: z.string().max(200_000) }), output: nothing },
  /** Such speech has no words: the files go as one message, and what was said as another. */
  'turn.sendApart': { input: z.object({ turnId: id }), output: nothing },
  /** Silence, and stop the reply. */
  'turn.interrupt': { input: nothing, output: nothing },
  /** The microphone button in the window: the same as the talk key going down or up. */
  'turn.talk': { input: z.object({ down: z.boolean() }), output: nothing },
  /** Throws away what is being said; nothing is sent. */
  'turn.cancelTalk': { input: nothing, output: nothing },
  /** Turns hands-free talking on or off; see `handsFree` in the view for what came of it. */
  'handsFree.set': { input: z.object({ on: z.boolean() }), output: nothing },
  /** Sends an input again that was not acknowledged. */
  'turn.retry': { input: z.object({ turnId: id }), output: nothing },
  /** Throws such an input away, for good. */
  'turn.discard': { input: z.object({ turnId: id }), output: nothing },
  /** "No answer yet": go on waiting. */
  'turn.keepWaiting': { input: z.object({ turnId: id }), output: nothing },

  'connection.retryNow': { input: nothing, output: nothing },
  /** Closes the socket and opens a new one: the only way to stop a reply on some servers, and a new conversation there. */
  'connection.restart': { input: nothing, output: nothing },

  'settings.get': { input: nothing, output: settingsSchema },
  'settings.set': { input: settingsPatchSchema, output: settingsSchema },

  /** Whether the system starts Parley at login, hidden. The view says what came of it. */
  'login.set': { input: z.object({ open: z.boolean() }), output: nothing },

  'profile.save': { input: profileDraftSchema, output: settingsSchema },
  'profile.remove': { input: z.object({ id }), output: settingsSchema },
  'profile.select': { input: z.object({ id }), output: settingsSchema },
  'profile.test': { input: profileDraftSchema, output: profileTestSchema },
  /** Whether a secret is stored for the profile; never the secret. */
  'profile.hasSecret': { input: z.object({ id }), output: z.object({ stored: z.boolean() }) },

  /** Whether an accelerator can be used, before it is saved. A reason without a failure is a warning. */
  'hotkey.check': {
    input: z.object({ accelerator: z.string().max(80) }),
    output: z.object({ failure: failureSchema.nullable(), reason: hotkeyReasonSchema.nullable() }),
  },
  /** Registers another talk key and saves it. When that fails, the old one stays in force. Ends `hotkey.suspend`. */
  'hotkey.choose': {
    input: z.object({ accelerator: z.string().max(80) }),
    output: z.object({ failure: failureSchema.nullable(), reason: hotkeyReasonSchema.nullable() }),
  },
  /** While a key is being chosen in the settings, the talk key must not fire. */
  'hotkey.suspend': { input: z.object({ suspended: z.boolean() }), output: nothing },
  /** "Press it now": while on, presses of the talk key start nothing and come as `hotkey.test` events. */
  'hotkey.test': { input: z.object({ on: z.boolean() }), output: nothing },
  /** How to start this Parley from a shell, for example in a desktop's list of shortcuts; ready for ` --toggle` to follow. */
  'hotkey.command': { input: nothing, output: z.object({ command: z.string() }) },

  /**
   * While on, the microphone is open for its level to be shown, and `microphone.level` comes. It holds for
   * {@link MICROPHONE_WATCH_MS}: a window that goes on watching asks again, so that one that is gone keeps nothing open.
   */
  'microphone.watch': { input: z.object({ on: z.boolean() }), output: nothing },
  /** Opens the system's own page on who may use the microphone, where there is one. */
  'microphone.openPrivacy': { input: nothing, output: z.object({ opened: z.boolean() }) },

  /** Opens the system's file dialog and begins the upload of what was chosen. */
  'attachment.pick': { input: nothing, output: z.object({ drafts: z.array(id) }) },
  /** Begins the upload of dropped or pasted files; the preload found their paths. */
  'attachment.add': {
    input: z.object({ paths: z.array(z.string().min(1).max(4096)).max(1000) }),
    output: z.object({ drafts: z.array(id) }),
  },
  /** Begins the upload of what is no file on this computer: a screenshot, or a picture copied from a web page. */
  'attachment.addBytes': {
    input: z.object({
      name: z.string().trim().min(1).max(255),
      bytes: z
        .instanceof(ArrayBuffer)
        .refine(({ byteLength }) => byteLength <= MAX_PASTED_BYTES, 'this is too big'),
    }),
    output: z.object({ draft: id }),
  },
  'attachment.remove': { input: z.object({ draft: id }), output: nothing },
  /** Stops an upload; it can be tried again. */
  'attachment.cancel': { input: z.object({ draft: id }), output: nothing },
  /** `asIs`: with what tells where it was taken, when that can't be removed. */
  'attachment.retry': { input: z.object({ draft: id, asIs: z.boolean() }), output: nothing },
  /** Moves a draft to a place among the others, from 0. */
  'attachment.move': { input: z.object({ draft: id, to: z.number().int().nonnegative() }), output: nothing },
  /** What is in a picture, in the person's words; empty: nothing. */
  'attachment.setAlt': {
    input: z.object({ draft: id, alt: z.string().max(MAX_ALT_CHARS) }),
    output: nothing,
  },
  /** The smaller copy that `scaleTo` of a draft asks for; null: it can't be made. */
  'attachment.scaled': {
    input: z.object({
      draft: id,
      bytes: z
        .instanceof(ArrayBuffer)
        .refine(({ byteLength }) => byteLength <= MAX_PASTED_BYTES, 'the picture is too big')
        .nullable(),
    }),
    output: nothing,
  },
  /** What an attachment of the transcript is, by its bytes; a large file is not fetched for it. */
  'attachment.describe': { input: z.object({ attachmentId }), output: attachmentFactsSchema },
  /** Saves an attachment of the transcript where the person says. */
  'attachment.save': {
    input: z.object({ attachmentId, name: z.string().max(300) }),
    output: z.object({ saved: z.boolean() }),
  },
  /** Shows where it was saved last, in the system's file manager. Fails with `FILE_NOT_FOUND` when it is not there. */
  'attachment.reveal': { input: z.object({ attachmentId }), output: nothing },
  /** Opens a copy in the system's program for it. Fails with `FILE_UNSAFE` for all but media, PDF and plain text. */
  'attachment.open': { input: z.object({ attachmentId, name: z.string().max(300) }), output: nothing },
  /** What the copies of servers' files take on this disk. */
  'media.usage': { input: nothing, output: mediaUsageSchema },
  /** Removes them; what is shown again is fetched again. */
  'media.clear': { input: nothing, output: mediaUsageSchema },

  /** Which parts of the HUD take the mouse; everywhere else clicks go through it. */
  'hud.areas': {
    input: z.object({
      areas: z.array(z.object({ x: pixels, y: pixels, width: pixels.min(0), height: pixels.min(0) })).max(8),
    }),
    output: nothing,
  },
  'hud.drag': { input: hudDragSchema, output: nothing },

  'notice.dismiss': { input: z.object({ id }), output: nothing },
  /** Opens a link outside; https and mailto only. */
  'link.open': { input: z.object({ url: z.string().max(8192) }), output: nothing },
  'clipboard.write': { input: z.object({ text: z.string().max(1_000_000) }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

/** The name of a route. */
export type Route = keyof typeof routes
/** What a caller passes. */
export type RouteInput<R extends Route> = z.input<(typeof routes)[R]['input']>
/** What a handler gets, parsed. */
export type RouteParsed<R extends Route> = z.output<(typeof routes)[R]['input']>
/** What a caller gets back. */
export type RouteOutput<R extends Route> = z.output<(typeof routes)[R]['output']>

/** What crosses the boundary: a value or a failure, never an exception. */
export type Answer<T> = { ok: true; data: T } | { ok: false; error: z.infer<typeof failureSchema> }
