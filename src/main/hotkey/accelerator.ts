import { failure } from '../../shared/failure.ts'
import { fail, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { findKey } from './keys.ts'
import type { KeyInfo } from './keys.ts'
import type { DesktopPlatform } from './platform.ts'

/** `Meta` is Command on a Mac, the Windows key, and Super on Linux. */
export type Modifier = 'Control' | 'Alt' | 'Shift' | 'Meta'

/** A talk key, understood: which key, with which modifiers held, and how Electron spells it. */
export interface Accelerator {
  readonly key: KeyInfo
  /** In the order that `text` has them, each once. */
  readonly modifiers: readonly Modifier[]
  /** The one spelling that equal accelerators share, for example `Control+Alt+Space`. */
  readonly text: string
}

const ORDER: readonly Modifier[] = ['Control', 'Alt', 'Shift', 'Meta']

/** Electron's names of modifiers, in lower case. `CommandOrControl` depends on the platform. */
const MODIFIERS: Readonly<Record<string, Modifier>> = {
  control: 'Control',
  ctrl: 'Control',
  alt: 'Alt',
  option: 'Alt',
  shift: 'Shift',
  command: 'Meta',
  cmd: 'Meta',
  super: 'Meta',
  meta: 'Meta',
}

const EITHER = new Set(['commandorcontrol', 'cmdorctrl'])

/**
 * Reads an Electron accelerator. It must name exactly one key. Not understood, on purpose: `AltGr` (it chooses characters)
 * and a modifier by itself such as "right Control" (Electron has no name for it, so no other driver could take over, and
 * every chord that uses that modifier would start a recording).
 * Fails with HOTKEY_INVALID.
 */
export function parseAccelerator(text: string, platform: DesktopPlatform): Result<Accelerator> {
  const parts = text.split('+').map((part) => part.trim())
  const modifiers = new Set<Modifier>()
  const found: KeyInfo[] = []
  for (const part of parts) {
    const name = part.toLowerCase()
    const modifier = EITHER.has(name) ? (platform === 'darwin' ? 'Meta' : 'Control') : MODIFIERS[name]
    if (modifier) {
      modifiers.add(modifier)
      continue
    }
    const key = findKey(part)
    if (!key) return invalid(part === '' ? 'A key is missing.' : `“${part}” is not a key that can be used.`)
    found.push(key)
  }
  const [key, ...more] = found
  if (!key) return invalid('Modifiers alone are not enough: add a key.')
  if (more.length > 0) return invalid('Only one key can be combined with modifiers.')
  const ordered = ORDER.filter((modifier) => modifiers.has(modifier))
  const spelt = ordered.map((modifier) =>
    modifier === 'Meta' ? (platform === 'darwin' ? 'Command' : 'Super') : modifier,
  )
  return ok({ key, modifiers: ordered, text: [...spelt, key.name].join('+') })
}

const MAC_MODIFIERS: Readonly<Record<Modifier, string>> = { Control: '⌃', Alt: '⌥', Shift: '⇧', Meta: '⌘' }
const MAC_KEYS: Readonly<Record<string, string>> = {
  Return: '↩',
  Escape: '⎋',
  Tab: '⇥',
  Backspace: '⌫',
  Delete: '⌦',
  Left: '←',
  Up: '↑',
  Right: '→',
  Down: '↓',
}

/** How people on this platform write it: `⌃⇧Space`, `Ctrl+Alt+Space`, `Win+F13`. */
export function displayAccelerator(accelerator: Accelerator, platform: DesktopPlatform): string {
  const { key, modifiers } = accelerator
  if (platform === 'darwin') {
    return modifiers.map((modifier) => MAC_MODIFIERS[modifier]).join('') + (MAC_KEYS[key.name] ?? key.name)
  }
  const names: Readonly<Record<Modifier, string>> = {
    Control: 'Ctrl',
    Alt: 'Alt',
    Shift: 'Shift',
    Meta: platform === 'win32' ? 'Win' : 'Super',
  }
  return [...modifiers.map((modifier) => names[modifier]), key.name].join('+')
}

function invalid(message: string): Result<never> {
  return fail(failure('HOTKEY_INVALID', message))
}
