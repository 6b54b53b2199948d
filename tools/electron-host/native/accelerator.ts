/** A shortcut in one spelling, whatever way the app wrote it. */
export interface Accelerator {
  ctrl: boolean
  alt: boolean
  shift: boolean
  meta: boolean
  /** Canonical key name: 'A', '1', 'F5', 'Space', 'Plus', 'MediaPlayPause', … */
  key: string
}

const NAMED = [
  'Plus',
  'Space',
  'Tab',
  'Capslock',
  'Numlock',
  'Scrolllock',
  'Backspace',
  'Delete',
  'Insert',
  'Return',
  'Up',
  'Down',
  'Left',
  'Right',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'Escape',
  'VolumeUp',
  'VolumeDown',
  'VolumeMute',
  'MediaNextTrack',
  'MediaPreviousTrack',
  'MediaStop',
  'MediaPlayPause',
  'PrintScreen',
  'numdec',
  'numadd',
  'numsub',
  'nummult',
  'numdiv',
]

const KEYS = new Map<string, string>(NAMED.map((name) => [name.toLowerCase(), name]))
KEYS.set('enter', 'Return').set('esc', 'Escape')
for (let n = 1; n <= 24; n++) KEYS.set(`f${n}`, `F${n}`)
for (let n = 0; n <= 9; n++) KEYS.set(`num${n}`, `num${n}`)
const PUNCTUATION = ')!@#$%^&*(:;+=<,_->.?/~`{][|\\}"\''

function keyName(part: string): string | null {
  if (/^[a-z0-9]$/i.test(part)) return part.toUpperCase()
  if (part.length === 1 && PUNCTUATION.includes(part)) return part
  return KEYS.get(part.toLowerCase()) ?? null
}

/** Reads Electron's accelerator syntax; null if it is not one. https://www.electronjs.org/docs/latest/tutorial/keyboard-shortcuts */
export function parseAccelerator(
  text: string,
  platform: NodeJS.Platform = process.platform,
): Accelerator | null {
  const result: Accelerator = { ctrl: false, alt: false, shift: false, meta: false, key: '' }
  for (const part of text.split('+')) {
    switch (part.toLowerCase()) {
      case 'command':
      case 'cmd':
      case 'super':
      case 'meta':
        result.meta = true
        break
      case 'control':
      case 'ctrl':
        result.ctrl = true
        break
      case 'commandorcontrol':
      case 'cmdorctrl':
        if (platform === 'darwin') result.meta = true
        else result.ctrl = true
        break
      case 'alt':
      case 'option':
      case 'altgr':
        result.alt = true
        break
      case 'shift':
        result.shift = true
        break
      default: {
        const key = keyName(part)
        if (key === null || result.key !== '') return null
        result.key = key
      }
    }
  }
  return result.key === '' ? null : result
}

/** One string for equal shortcuts. */
export function acceleratorId({ ctrl, alt, shift, meta, key }: Accelerator): string {
  return [ctrl && 'Ctrl', alt && 'Alt', shift && 'Shift', meta && 'Meta', key].filter(Boolean).join('+')
}
