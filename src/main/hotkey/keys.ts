/** What pressing a key by itself does, which decides how it may be used. */
export type KeyClass =
  | 'letter'
  | 'digit'
  | 'punctuation'
  | 'space'
  | 'numpad'
  | 'editing'
  | 'lock'
  | 'function'
  | 'system'
  | 'mouse'

export interface KeyInfo {
  /** Electron's name of the key, in its usual spelling. */
  readonly name: string
  readonly class: KeyClass
  /**
   * libuiohook's virtual code: the key's place on a US keyboard (scan code set 1), not what it types. Of a mouse button, its
   * number.
   */
  readonly uiohook: number
}

/** Builds rows of one class from `name: code` pairs. */
function keys(keyClass: KeyClass, codes: Readonly<Record<string, number>>): KeyInfo[] {
  return Object.entries(codes).map(([name, uiohook]) => ({ name, class: keyClass, uiohook }))
}

/**
 * Every key that a talk key can name. Not here, though Electron takes them: media and volume keys (players and the desktop
 * own them) and characters that need Shift on some layout, such as `Plus` or `!` (no one key has them everywhere).
 */
export const KEYS: readonly KeyInfo[] = [
  // prettier-ignore
  ...keys('letter', {
    A: 30, B: 48, C: 46, D: 32, E: 18, F: 33, G: 34, H: 35, I: 23, J: 36, K: 37, L: 38, M: 50,
    N: 49, O: 24, P: 25, Q: 16, R: 19, S: 31, T: 20, U: 22, V: 47, W: 17, X: 45, Y: 21, Z: 44,
  }),
  ...keys('digit', { 1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8, 8: 9, 9: 10, 0: 11 }),
  // prettier-ignore
  ...keys('punctuation', {
    '-': 12, '=': 13, '[': 26, ']': 27, ';': 39, "'": 40, '`': 41, '\\': 43, ',': 51, '.': 52, '/': 53,
  }),
  ...keys('space', { Space: 57 }),
  // prettier-ignore
  ...keys('numpad', {
    num0: 82, num1: 79, num2: 80, num3: 81, num4: 75, num5: 76, num6: 77, num7: 71, num8: 72, num9: 73,
    numdec: 83, numadd: 78, numsub: 74, nummult: 55, numdiv: 3637,
  }),
  // prettier-ignore
  ...keys('editing', {
    Escape: 1, Backspace: 14, Tab: 15, Return: 28, Insert: 3666, Delete: 3667, Home: 3655, End: 3663,
    PageUp: 3657, PageDown: 3665, Left: 57419, Up: 57416, Right: 57421, Down: 57424,
  }),
  ...keys('lock', { Capslock: 58, Numlock: 69, Scrolllock: 70 }),
  ...keys('system', { PrintScreen: 3639 }),
  // prettier-ignore
  ...keys('function', {
    F1: 59, F2: 60, F3: 61, F4: 62, F5: 63, F6: 64, F7: 65, F8: 66, F9: 67, F10: 68, F11: 87, F12: 88,
    F13: 91, F14: 92, F15: 93, F16: 99, F17: 100, F18: 101, F19: 102, F20: 103, F21: 104, F22: 105, F23: 106, F24: 107,
  }),
  // The side buttons. Electron has no names for them; these are what games and drivers print.
  ...keys('mouse', { Mouse4: 4, Mouse5: 5 }),
]

/** Other spellings that Electron takes. */
const ALIASES: Readonly<Record<string, string>> = { esc: 'escape', enter: 'return' }

const BY_NAME = new Map(KEYS.map((key) => [key.name.toLowerCase(), key]))

/** Finds a key by its name, in any case. */
export function findKey(name: string): KeyInfo | undefined {
  const lower = name.toLowerCase()
  return BY_NAME.get(ALIASES[lower] ?? lower)
}
