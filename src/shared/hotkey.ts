import { z } from 'zod'

/*
 * What main and the windows say to each other about the talk key while one is being chosen and tried.
 */

/** Why a talk key is refused, or why it is better to think twice. The windows have a sentence for each. */
export const hotkeyReasonSchema = z.enum([
  /** The system uses it to switch the input method. */
  'input-method',
  /** The window manager or the desktop uses it. */
  'windows',
  /** It locks, ends or switches the session. */
  'session',
  /** An accessibility feature uses it. */
  'accessibility',
  /** It takes pictures of the screen. */
  'screenshot',
  /** Debuggers own it. */
  'debugger',
  /** Most programs use it as a shortcut. */
  'shortcut',
  /** Some programs use it as a shortcut. */
  'some-shortcut',
  /** It types a character. */
  'types',
  /** It types a character on many keyboard layouts: AltGr arrives as Control+Alt. */
  'alt-gr',
  /** It is needed for editing and moving. */
  'editing',
  /** It changes what other keys do. */
  'lock',
  /** Browsers and file managers go back or forward with it. */
  'back-forward',
])
export type HotkeyReason = z.infer<typeof hotkeyReasonSchema>

/**
 * What was seen of the talk key while it is being tried. `down` when it goes down, `held` when it has been down for too long
 * to be a tap, `up` when it is let go. From a driver that cannot see releases there is only `down`.
 */
export const hotkeyTestSchema = z.object({
  phase: z.enum(['down', 'held', 'up']),
  /** How long the key has been down, in ms. */
  heldMs: z.number().nonnegative(),
  /** What the press was, once it is over; `press` where the release cannot be seen. */
  gesture: z.enum(['hold', 'tap', 'double-tap', 'press']).nullable(),
})
export type HotkeyTest = z.infer<typeof hotkeyTestSchema>
