/**
 * The default talk key. It must work on every layout, type nothing when a window sees it, and not be an input-method
 * switch (Control+Space and Shift+Space are, for Chinese).
 */
export const DEFAULT_HOTKEY = 'Control+Alt+Space'

/**
 * The talk key that a new installation starts with. On a Mac, Control+Option+Space is "next input source", so Shift takes
 * Option's place there.
 */
export function defaultHotkey(platform: string): string {
  return platform === 'darwin' ? 'Control+Shift+Space' : DEFAULT_HOTKEY
}
