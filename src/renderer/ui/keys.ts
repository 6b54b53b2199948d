/** Modifiers of an accelerator in the order in which platforms write them. */
const MODIFIERS = ['Control', 'Alt', 'Shift', 'Super'] as const
type Modifier = (typeof MODIFIERS)[number]

/** Electron's other names for them. */
const ALIASES: Readonly<Record<string, Modifier>> = {
  Ctrl: 'Control',
  Option: 'Alt',
  AltGr: 'Alt',
  Meta: 'Super',
  Command: 'Super',
  Cmd: 'Super',
}

const GLYPHS: Readonly<Record<'darwin' | 'win32' | 'linux', Readonly<Record<Modifier, string>>>> = {
  darwin: { Control: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘' },
  win32: { Control: 'Ctrl', Alt: 'Alt', Shift: 'Shift', Super: 'Win' },
  linux: { Control: 'Ctrl', Alt: 'Alt', Shift: 'Shift', Super: 'Super' },
}

const KEY_GLYPHS: Readonly<Record<string, string>> = {
  Up: '↑',
  Down: '↓',
  Left: '←',
  Right: '→',
  Return: '↵',
  Plus: '+',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
}

/** The names of an accelerator's keys as they are printed on this platform's keyboards. */
export function keyNames(accelerator: string, platform: string): string[] {
  const glyphs = GLYPHS[platform === 'darwin' || platform === 'win32' ? platform : 'linux']
  return accelerator.split('+').map((part) => {
    if (part === 'CommandOrControl' || part === 'CmdOrCtrl') {
      return platform === 'darwin' ? glyphs.Super : glyphs.Control
    }
    const modifier = ALIASES[part] ?? MODIFIERS.find((each) => each === part)
    return modifier ? glyphs[modifier] : (KEY_GLYPHS[part] ?? part)
  })
}

/** The part of a KeyboardEvent that an accelerator is made of. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
}

/** Keys by their code that have another name in an accelerator. */
const NAMED_CODES: Readonly<Record<string, string>> = {
  Space: 'Space',
  Tab: 'Tab',
  Enter: 'Return',
  NumpadEnter: 'Return',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  PrintScreen: 'PrintScreen',
  ScrollLock: 'Scrolllock',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Slash: '/',
  NumpadAdd: 'numadd',
  NumpadSubtract: 'numsub',
  NumpadMultiply: 'nummult',
  NumpadDivide: 'numdiv',
  NumpadDecimal: 'numdec',
}

/** What was pressed so far: `accelerator` is null while only modifiers are down, or when the key can't be named. */
export interface RecordedKeys {
  readonly modifiers: readonly Modifier[]
  readonly accelerator: string | null
}

/** Reads a key press as an Electron accelerator. */
export function recordKeys(press: KeyPress): RecordedKeys {
  const modifiers = MODIFIERS.filter(
    (modifier) =>
      (modifier === 'Control' && press.ctrlKey) ||
      (modifier === 'Alt' && press.altKey) ||
      (modifier === 'Shift' && press.shiftKey) ||
      (modifier === 'Super' && press.metaKey),
  )
  const key = keyOf(press)
  return { modifiers, accelerator: key === null ? null : [...modifiers, key].join('+') }
}

/** The part of a MouseEvent that an accelerator is made of. */
export type MousePress = Pick<KeyPress, 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'> & {
  readonly button: number
}

/** Reads a press of a side button as an accelerator; null for the buttons that every window needs. */
export function recordMouse({ button, ...held }: MousePress): string | null {
  if (button !== 3 && button !== 4) return null
  const { ctrlKey, altKey, shiftKey, metaKey } = held
  const { modifiers } = recordKeys({ key: '', code: '', ctrlKey, altKey, shiftKey, metaKey })
  return [...modifiers, `Mouse${button + 1}`].join('+')
}

function keyOf({ key, code }: KeyPress): string | null {
  if (/^F([1-9]|1\d|2[0-4])$/.test(code)) return code
  const numpad = /^Numpad(\d)$/.exec(code)
  if (numpad) return `num${numpad[1] ?? ''}`
  const named = NAMED_CODES[code]
  if (named) return named
  // The letter that is printed on the key: accelerators go by it, and layouts differ from the code's.
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase()
  const plain = /^(?:Key([A-Z])|Digit(\d))$/.exec(code)
  return plain ? (plain[1] ?? plain[2] ?? null) : null
}

/** Whether an accelerator would type something, or take an ordinary key away from every program. */
export function needsModifier(accelerator: string): boolean {
  const parts = accelerator.split('+')
  const key = parts.at(-1) ?? ''
  if (/^(F|Mouse)\d+$/.test(key)) return false
  return !parts.some((part) => part === 'Control' || part === 'Alt' || part === 'Super')
}
