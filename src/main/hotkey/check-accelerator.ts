import { failure } from '../../shared/failure.ts'
import { fail } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { parseAccelerator } from './accelerator.ts'
import type { Accelerator, Modifier } from './accelerator.ts'
import type { KeyClass } from './keys.ts'
import type { DesktopPlatform } from './platform.ts'

/*
 * Which accelerators other things need. A talk key is pressed all day in whatever window has the focus, and a driver that
 * sees key-up cannot keep that window from seeing the key too: so it must type nothing and do nothing there.
 */

const TYPES_TEXT: ReadonlySet<KeyClass> = new Set<KeyClass>([
  'letter',
  'digit',
  'punctuation',
  'space',
  'numpad',
])
const CHARACTERS: ReadonlySet<KeyClass> = new Set<KeyClass>(['letter', 'digit', 'punctuation'])
const LETTERS_AND_DIGITS: ReadonlySet<KeyClass> = new Set<KeyClass>(['letter', 'digit'])

/** With Control+Shift: copy, paste, tabs, windows and tools, in browsers, editors and terminals alike. */
const CONTROL_SHIFT_LETTERS: ReadonlySet<string> = new Set(Array.from('BCFIJKNOPQRSTVWXZ'))

const INPUT_METHOD = 'It switches the input method.'
const WINDOWS = 'It handles windows or the desktop.'
const SESSION = 'It locks, ends or switches the session.'
const SHORTCUT = 'Most programs use it as a shortcut.'
const ACCESS = 'An accessibility feature uses it.'

/** Combinations that belong to the system, by platform: from each system's own list of keyboard shortcuts. */
const SYSTEM: Readonly<Record<DesktopPlatform, Readonly<Record<string, string>>>> = {
  linux: {
    'Alt+Tab': WINDOWS,
    'Alt+Shift+Tab': WINDOWS,
    'Super+Tab': WINDOWS,
    'Alt+Escape': WINDOWS,
    'Alt+Space': WINDOWS,
    'Alt+F1': WINDOWS,
    'Alt+F2': WINDOWS,
    'Alt+F4': WINDOWS,
    'Alt+F7': WINDOWS,
    'Alt+F8': WINDOWS,
    'Alt+F10': WINDOWS,
    'Shift+F10': ACCESS,
    'Super+A': WINDOWS,
    'Super+D': WINDOWS,
    'Super+S': WINDOWS,
    'Super+L': SESSION,
    'Control+Alt+Delete': SESSION,
    'Control+Alt+Backspace': SESSION,
    'Control+Space': INPUT_METHOD,
    'Super+Space': INPUT_METHOD,
    'Shift+Super+Space': INPUT_METHOD,
    'Control+Alt+T': SHORTCUT,
    'Control+Alt+Left': WINDOWS,
    'Control+Alt+Right': WINDOWS,
    'Control+Alt+Up': WINDOWS,
    'Control+Alt+Down': WINDOWS,
  },
  win32: {
    'Alt+Tab': WINDOWS,
    'Alt+Shift+Tab': WINDOWS,
    'Control+Alt+Tab': WINDOWS,
    'Super+Tab': WINDOWS,
    'Alt+Escape': WINDOWS,
    'Control+Escape': WINDOWS,
    'Control+Shift+Escape': SESSION,
    'Alt+Space': WINDOWS,
    'Alt+F4': WINDOWS,
    'Control+F4': WINDOWS,
    'Control+Alt+Delete': SESSION,
    'Control+Space': INPUT_METHOD,
    'Super+Space': INPUT_METHOD,
    'Shift+Super+Space': INPUT_METHOD,
    'Control+Super+Space': INPUT_METHOD,
    'Shift+F10': ACCESS,
    'Control+Super+Return': ACCESS,
    'Super+F12': 'Debuggers own it.',
  },
  darwin: {
    'Command+Tab': WINDOWS,
    'Shift+Command+Tab': WINDOWS,
    'Command+`': WINDOWS,
    'Command+Space': WINDOWS,
    'Alt+Command+Space': WINDOWS,
    'Control+Command+Space': INPUT_METHOD,
    'Control+Space': INPUT_METHOD,
    'Control+Alt+Space': INPUT_METHOD,
    'Alt+Command+Escape': SESSION,
    'Control+Command+Q': SESSION,
    'Shift+Command+Q': SESSION,
    'Shift+Command+3': SHORTCUT,
    'Shift+Command+4': SHORTCUT,
    'Shift+Command+5': SHORTCUT,
    'Control+Left': WINDOWS,
    'Control+Right': WINDOWS,
    'Control+Up': WINDOWS,
    'Control+Down': WINDOWS,
    'Alt+Command+F5': ACCESS,
    'Command+F5': ACCESS,
  },
}

/** Reads an accelerator and refuses what other things need. Fails with HOTKEY_INVALID or HOTKEY_RESERVED. */
export function checkAccelerator(text: string, platform: DesktopPlatform): Result<Accelerator> {
  const parsed = parseAccelerator(text, platform)
  if (!parsed.ok) return parsed
  const reason = reservedReason(parsed.value, platform)
  return reason === null ? parsed : fail(failure('HOTKEY_RESERVED', reason))
}

/** Why this accelerator must not be the talk key, in English; null when it may be. */
function reservedReason(accelerator: Accelerator, platform: DesktopPlatform): string | null {
  const { key, text } = accelerator
  const system = SYSTEM[platform][text]
  if (system !== undefined) return system
  const held = (...wanted: Modifier[]): boolean =>
    accelerator.modifiers.length === wanted.length &&
    wanted.every((modifier) => accelerator.modifiers.includes(modifier))

  if (held() || held('Shift')) return bareReason(accelerator, platform)

  if (held('Control') || (platform === 'darwin' && (held('Meta') || held('Shift', 'Meta')))) {
    // Every letter is taken somewhere: copy, paste, save, and in a terminal the control characters.
    if (LETTERS_AND_DIGITS.has(key.class) || key.class === 'editing') return SHORTCUT
    if (['-', '=', 'num0', 'numadd', 'numsub'].includes(key.name)) return SHORTCUT
  }
  if (held('Control', 'Shift') && (key.class === 'editing' || CONTROL_SHIFT_LETTERS.has(key.name)))
    return SHORTCUT
  if (platform === 'darwin' && held('Meta') && key.class === 'punctuation') return SHORTCUT
  if (held('Alt') || held('Alt', 'Shift')) {
    // Option types a second set of characters on a Mac; elsewhere Alt opens menus and moves by word.
    if (platform === 'darwin' && TYPES_TEXT.has(key.class)) return 'It types a character.'
    if (LETTERS_AND_DIGITS.has(key.class) || key.class === 'editing') return SHORTCUT
  }
  if (platform === 'win32') {
    if (held('Meta') && (CHARACTERS.has(key.class) || key.class === 'editing')) return WINDOWS
    // AltGr arrives as Control+Alt: on many layouts it types €, @, { and the like.
    if (held('Control', 'Alt') && CHARACTERS.has(key.class))
      return 'It types a character on many keyboard layouts.'
  }
  // Control+Alt+F1 to F12 go to another console, below any desktop.
  if (platform === 'linux' && held('Control', 'Alt') && /^F([1-9]|1[0-2])$/.test(key.name)) return SESSION
  return null
}

/** Keys without Control, Alt or Meta. Free are only F13 to F24, Scroll Lock, and Shift with a function key. */
function bareReason({ key, modifiers }: Accelerator, platform: DesktopPlatform): string | null {
  if (key.class === 'space' && modifiers.length > 0) return INPUT_METHOD
  if (TYPES_TEXT.has(key.class)) return 'It types a character.'
  if (key.class === 'editing') return 'It is needed for editing and moving.'
  if (key.class === 'system') return 'It takes pictures of the screen.'
  if (key.class === 'lock') {
    return key.name === 'Scrolllock' && platform !== 'darwin' ? null : 'It changes what other keys do.'
  }
  // Help, rename, reload, full screen, developer tools: F1 to F12 mean something nearly everywhere.
  if (modifiers.length === 0 && Number(key.name.slice(1)) <= 12) return SHORTCUT
  return null
}
