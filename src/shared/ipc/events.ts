import { z } from 'zod'
import { hotkeyTestSchema } from '../hotkey.ts'
import { settingsSchema } from '../settings.ts'
import { viewPatchSchema } from '../view.ts'

/** Every event that main sends to its windows. */
export const events = {
  'view.patch': viewPatchSchema,
  'settings.changed': settingsSchema,
  /** The talk key as it is being tried; only after `hotkey.test`. */
  'hotkey.test': hotkeyTestSchema,
  /** Ask the chat window to show a part of itself, for example from the tray's menu. */
  'chat.show': z.object({
    view: z.enum(['conversation', 'settings']),
    /** The turn to scroll to. */
    turnId: z.string().optional(),
  }),
  /**
   * For the HUD's page: whether its window shows (a hidden page can't know, because it is never throttled), and whether the
   * pointer is over a part that takes the mouse.
   */
  'hud.stage': z.object({ shown: z.boolean(), reached: z.boolean() }),
  /**
   * How loud the microphone is, 0 to 1 of full scale, at most 15 times a second: only to windows that asked by
   * `microphone.watch`.
   */
  'microphone.level': z.object({ peak: z.number() }),
} as const satisfies Record<string, z.ZodType>

export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>

export { CHANNEL } from './channels.ts'
