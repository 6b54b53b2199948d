import type { SessionType } from '../hotkey/platform.ts'

/**
 * What kind of window the HUD is to the system, beyond one that can't be focused; null: an ordinary one.
 * - On a Mac a click into an ordinary window makes its program the active one; not so with a panel.
 * - Under XWayland some compositors (wlroots: Sway and its kin) give the keyboard to any window that their manager has no say
 *   in, unless it is of a kind that never wants it.
 */
export function hudType(platform: NodeJS.Platform, session: SessionType): 'panel' | 'notification' | null {
  if (platform === 'darwin') return 'panel'
  return session === 'wayland' ? 'notification' : null
}
