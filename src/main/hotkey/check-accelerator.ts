import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { HotkeyReason } from '../../shared/hotkey.ts'
import { fail, ok } from '../lib/result.ts'
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

/** In English, for logs and for languages that have no sentence of their own. */
const WORDS: Readonly<Record<HotkeyReason, string>> = {
  'input-method': 'It switches the input method.',
  windows: 'It handles windows or the desktop.',
  session: 'It locks, ends or switches the session.',
  accessibility: 'An accessibility feature uses it.',
  screenshot: 'It takes pictures of the screen.',
  debugger: 'Debuggers own it.',
  shortcut: 'Most programs use it as a shortcut.',
  'some-shortcut': 'Some programs use it as a shortcut.',
  types: 'It types a character.',
  'alt-gr': 'It types a character on many keyboard layouts.',
  editing: 'It is needed for editing and moving.',
  lock: 'It changes what other keys do.',
  'back-forward': 'Browsers and file managers go back or forward with it.',
}

/**
 * Combinations that belong to the system, by platform, from each one's own list: GNOME's "Useful keyboard shortcuts"
 * (help.gnome.org) and KDE's global shortcuts (docs.kde.org); Microsoft's "Keyboard shortcuts in Windows"
 * (support.microsoft.com) and the remarks on `RegisterHotKey`; Apple's "Mac keyboard shortcuts" (support.apple.com/102650).
 */
const SYSTEM: Readonly<Record<DesktopPlatform, Readonly<Record<string, HotkeyReason>>>> = {
  linux: {
    'Alt+Tab': 'windows',
    'Alt+Shift+Tab': 'windows',
    'Super+Tab': 'windows',
    'Alt+Escape': 'windows',
    'Alt+Space': 'windows',
    'Alt+F1': 'windows',
    'Alt+F2': 'windows',
    'Alt+F4': 'windows',
    'Alt+F7': 'windows',
    'Alt+F8': 'windows',
    'Alt+F10': 'windows',
    'Shift+F10': 'accessibility',
    'Super+A': 'windows',
    'Super+D': 'windows',
    'Super+S': 'windows',
    'Super+L': 'session',
    'Control+Alt+Delete': 'session',
    'Control+Alt+Escape': 'windows',
    'Control+Alt+L': 'session',
    'Control+Alt+Backspace': 'session',
    'Control+Space': 'input-method',
    'Super+Space': 'input-method',
    'Shift+Super+Space': 'input-method',
    'Control+Alt+T': 'shortcut',
    'Control+Alt+Left': 'windows',
    'Control+Alt+Right': 'windows',
    'Control+Alt+Up': 'windows',
    'Control+Alt+Down': 'windows',
  },
  win32: {
    'Alt+Tab': 'windows',
    'Alt+Shift+Tab': 'windows',
    'Control+Alt+Tab': 'windows',
    'Super+Tab': 'windows',
    'Alt+Escape': 'windows',
    'Control+Escape': 'windows',
    'Control+Shift+Escape': 'session',
    'Alt+Space': 'windows',
    'Alt+F4': 'windows',
    'Control+F4': 'windows',
    'Control+Alt+Delete': 'session',
    'Control+Space': 'input-method',
    'Super+Space': 'input-method',
    'Shift+Super+Space': 'input-method',
    'Control+Super+Space': 'input-method',
    'Shift+F10': 'accessibility',
    'Control+Super+Return': 'accessibility',
    F12: 'debugger',
    'Super+F12': 'debugger',
  },
  darwin: {
    'Command+Tab': 'windows',
    'Shift+Command+Tab': 'windows',
    'Command+`': 'windows',
    'Command+Space': 'windows',
    'Alt+Command+Space': 'windows',
    'Control+Command+Space': 'input-method',
    'Control+Space': 'input-method',
    'Control+Alt+Space': 'input-method',
    'Alt+Command+Escape': 'session',
    'Control+Command+Q': 'session',
    'Shift+Command+Q': 'session',
    'Shift+Command+3': 'screenshot',
    'Shift+Command+4': 'screenshot',
    'Shift+Command+5': 'screenshot',
    'Control+F2': 'accessibility',
    'Control+F3': 'accessibility',
    'Control+Left': 'windows',
    'Control+Right': 'windows',
    'Control+Up': 'windows',
    'Control+Down': 'windows',
    'Alt+Command+F5': 'accessibility',
    'Command+F5': 'accessibility',
  },
}

/** What to think of an accelerator: refused when other things need it, risky when some do. */
interface Judgement {
  readonly reason: HotkeyReason
  readonly isRefused: boolean
}

const refused = (reason: HotkeyReason): Judgement => ({ reason, isRefused: true })
const risky = (reason: HotkeyReason): Judgement => ({ reason, isRefused: false })

/** An accelerator that may be the talk key, and what is to be said about it. */
export interface CheckedAccelerator extends Accelerator {
  /** Why it is not the best choice; null when nothing speaks against it. */
  readonly warning: HotkeyReason | null
}

/** Reads an accelerator and refuses what other things need. Fails with HOTKEY_INVALID or HOTKEY_RESERVED. */
export function checkAccelerator(text: string, platform: DesktopPlatform): Result<CheckedAccelerator> {
  const parsed = parseAccelerator(text, platform)
  if (!parsed.ok) return parsed
  const judged = judge(parsed.value, platform)
  if (judged?.isRefused) return fail(failure('HOTKEY_RESERVED', WORDS[judged.reason]))
  return ok({ ...parsed.value, warning: judged?.reason ?? null })
}

/** The same as a window wants to know it: the failure, if any, and the reason for it or for a warning. */
export function adviseAccelerator(
  text: string,
  platform: DesktopPlatform,
): { readonly failure: Failure | null; readonly reason: HotkeyReason | null } {
  const parsed = parseAccelerator(text, platform)
  if (!parsed.ok) return { failure: parsed.failure, reason: null }
  const judged = judge(parsed.value, platform)
  const problem = judged?.isRefused ? failure('HOTKEY_RESERVED', WORDS[judged.reason]) : null
  return { failure: problem, reason: judged?.reason ?? null }
}

function judge(accelerator: Accelerator, platform: DesktopPlatform): Judgement | null {
  const { key, text } = accelerator
  const system = SYSTEM[platform][text]
  if (system !== undefined) return refused(system)
  const held = (...wanted: Modifier[]): boolean =>
    accelerator.modifiers.length === wanted.length &&
    wanted.every((modifier) => accelerator.modifiers.includes(modifier))

  if (key.class === 'mouse') return held() ? risky('back-forward') : null
  if (held() || held('Shift')) return judgeBare(accelerator, platform)

  if (held('Control') || (platform === 'darwin' && (held('Meta') || held('Shift', 'Meta')))) {
    // Every letter is taken somewhere: copy, paste, save, and in a terminal the control characters.
    if (LETTERS_AND_DIGITS.has(key.class) || key.class === 'editing') return refused('shortcut')
    if (['-', '=', 'num0', 'numadd', 'numsub'].includes(key.name)) return refused('shortcut')
  }
  if (held('Control', 'Shift')) {
    if (key.class === 'editing') return refused('shortcut')
    if (CONTROL_SHIFT_LETTERS.has(key.name)) return risky('some-shortcut')
  }
  if (platform === 'darwin' && held('Meta') && key.class === 'punctuation') return refused('shortcut')
  if (held('Alt') || held('Alt', 'Shift')) {
    // Option types a second set of characters on a Mac; elsewhere Alt opens menus and moves by word.
    if (platform === 'darwin' && TYPES_TEXT.has(key.class)) return refused('types')
    if (LETTERS_AND_DIGITS.has(key.class) || key.class === 'editing') return refused('shortcut')
  }
  if (platform === 'win32') {
    if (held('Meta') && (CHARACTERS.has(key.class) || key.class === 'editing')) return refused('windows')
    // AltGr arrives as Control+Alt: on many layouts it types €, @, { and the like.
    if (held('Control', 'Alt') && CHARACTERS.has(key.class)) return refused('alt-gr')
  }
  if (platform === 'linux') {
    // Control+Alt+F1 to F12 go to another console, below any desktop.
    if (held('Control', 'Alt') && /^F([1-9]|1[0-2])$/.test(key.name)) return refused('session')
    // Every desktop has a list of its own, and people add to it.
    if (held('Meta') && (CHARACTERS.has(key.class) || key.class === 'editing')) return risky('some-shortcut')
  }
  return null
}

/** Keys without Control, Alt or Meta. Free are only F13 to F24, Scroll Lock, and Shift with a function key. */
function judgeBare({ key, modifiers }: Accelerator, platform: DesktopPlatform): Judgement | null {
  if (key.class === 'space' && modifiers.length > 0) return refused('input-method')
  if (TYPES_TEXT.has(key.class)) return refused('types')
  if (key.class === 'editing') return refused('editing')
  if (key.class === 'system') return refused('screenshot')
  if (key.class === 'lock') {
    return key.name === 'Scrolllock' && platform !== 'darwin' ? null : refused('lock')
  }
  // Help, rename, reload, full screen, developer tools: F1 to F12 mean something nearly everywhere.
  if (modifiers.length === 0 && Number(key.name.slice(1)) <= 12) return risky('shortcut')
  return null
}
