import type { Accelerator, Modifier } from '../accelerator.ts'
import type { KeyInfo } from '../keys.ts'

/** Names of modifiers in the XDG shortcuts specification. */
const MODIFIERS: Readonly<Record<Modifier, string>> = {
  Control: 'CTRL',
  Alt: 'ALT',
  Shift: 'SHIFT',
  Meta: 'LOGO',
}

/** Keys whose X keysym has another name than Electron's key. */
const KEYSYMS: Readonly<Record<string, string>> = {
  Space: 'space',
  Backspace: 'BackSpace',
  PageUp: 'Page_Up',
  PageDown: 'Page_Down',
  Capslock: 'Caps_Lock',
  Numlock: 'Num_Lock',
  Scrolllock: 'Scroll_Lock',
  PrintScreen: 'Print',
  '-': 'minus',
  '=': 'equal',
  '[': 'bracketleft',
  ']': 'bracketright',
  ';': 'semicolon',
  "'": 'apostrophe',
  '`': 'grave',
  '\\': 'backslash',
  ',': 'comma',
  '.': 'period',
  '/': 'slash',
  numdec: 'KP_Decimal',
  numadd: 'KP_Add',
  numsub: 'KP_Subtract',
  nummult: 'KP_Multiply',
  numdiv: 'KP_Divide',
}

/**
 * Writes an accelerator as the portal wants it, for example `CTRL+ALT+space`: modifiers and an X keysym, by the XDG
 * shortcuts specification. Null for what has no keysym: a mouse button.
 */
export function portalTrigger({ key, modifiers }: Accelerator): string | null {
  const keysym = keysymOf(key)
  return keysym && [...modifiers.map((modifier) => MODIFIERS[modifier]), keysym].join('+')
}

function keysymOf(key: KeyInfo): string | null {
  if (key.class === 'mouse') return null
  if (key.class === 'letter') return key.name.toLowerCase()
  const digit = /^num(\d)$/.exec(key.name)
  return digit ? `KP_${digit[1] ?? ''}` : (KEYSYMS[key.name] ?? key.name)
}
