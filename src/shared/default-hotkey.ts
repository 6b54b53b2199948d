/**
 * The default talk key. It must work on every layout, type nothing when a window sees it, and not be an input-method
 * switch (Control+Space and Shift+Space are, for Chinese).
 */
export const DEFAULT_HOTKEY = 'Control+Alt+Space'
