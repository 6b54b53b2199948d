import type { Failure } from '../../shared/failure.ts'
import type { Listenable } from '../lib/emitter.ts'
import type { Result } from '../lib/result.ts'
import type { Accelerator } from './accelerator.ts'

export type DriverName = 'uiohook' | 'portal' | 'global-shortcut'

/** What a driver sees of the key it watches. */
export interface DriverEvents {
  /**
   * The key went down, or repeats; `at` in ms of the driver's own clock. `chord`: exactly the binding's modifiers are held.
   * A driver without key-up sends this for every press, and for every repeat if the system does.
   */
  down: [event: { readonly at: number; readonly chord: boolean }]
  /** The key went up, in whatever order its modifiers did. Only from drivers that can see it. */
  up: [event: { readonly at: number }]
  /** The key was pressed, and its release will not be seen this time. Only from drivers that see releases at other times. */
  pulse: []
  /** Escape was pressed while it was watched. */
  escape: []
  /** The desktop gave the key other words, or another key: `trigger` has changed. */
  changed: []
  /** The driver stopped working by itself. */
  lost: [failure: Failure]
  /** What it needs, and did not have, is there again: a registration may work now. */
  available: []
}

/** One way of seeing a key that is pressed while another program has the focus. */
export interface HotkeyDriver extends Listenable<DriverEvents> {
  readonly name: DriverName
  /** Without it there is only toggle. */
  readonly canSeeKeyUp: boolean
  /**
   * Watches one key in place of the last. Fails with HOTKEY_CONFLICT (another program has it), HOTKEY_DENIED (the system
   * asks for a permission) or HOTKEY_UNSUPPORTED (it cannot work here). Never rejects.
   */
  tryRegister(binding: Accelerator): Promise<Result<void>>
  /**
   * Watches Escape too, or no more: only while a talk runs. A driver that cannot do it without taking Escape from everyone
   * does nothing.
   */
  watchEscape(on: boolean): void
  /** Its own words for the key that is registered, where the desktop decides what it is; else null. */
  readonly trigger: string | null
  /** Stops watching; harmless when nothing is watched. */
  unregister(): void
}
