import { describe, expect, it } from 'vitest'
import { displayAccelerator, parseAccelerator } from '../../../../src/main/hotkey/accelerator.ts'
import { defaultHotkey } from '../../../../src/shared/default-hotkey.ts'
import { adviseAccelerator, checkAccelerator } from '../../../../src/main/hotkey/check-accelerator.ts'
import { findKey, KEYS } from '../../../../src/main/hotkey/keys.ts'
import { desktopPlatform, sessionType } from '../../../../src/main/hotkey/platform.ts'
import type { DesktopPlatform } from '../../../../src/main/hotkey/platform.ts'

const PLATFORMS: readonly DesktopPlatform[] = ['linux', 'darwin', 'win32']

function text(accelerator: string, platform: DesktopPlatform = 'linux'): string {
  const parsed = parseAccelerator(accelerator, platform)
  return parsed.ok ? parsed.value.text : parsed.failure.code
}

function verdict(accelerator: string, platform: DesktopPlatform = 'linux'): string {
  const checked = checkAccelerator(accelerator, platform)
  return checked.ok ? 'ok' : checked.failure.code
}

describe('parseAccelerator', () => {
  it('gives equal accelerators one spelling', () => {
    for (const same of [
      'Control+Alt+Space',
      'alt+ctrl+space',
      'CTRL + Option + Space',
      'Ctrl+Ctrl+Alt+space',
    ]) {
      expect(text(same)).toBe('Control+Alt+Space')
    }
  })

  it('reads CommandOrControl by platform', () => {
    expect(text('CommandOrControl+Alt+F9', 'darwin')).toBe('Alt+Command+F9')
    expect(text('CmdOrCtrl+Alt+F9', 'linux')).toBe('Control+Alt+F9')
    expect(text('Super+F9', 'win32')).toBe('Super+F9')
  })

  it.each([
    '',
    '+',
    'Control',
    'Control+',
    'Control+A+B',
    'Hyper+A',
    'AltGr+A',
    'RightControl',
    'Control+Plus',
    'F25',
    'VolumeUp',
  ])('does not take %o for an accelerator', (wrong) => {
    expect(text(wrong)).toBe('HOTKEY_INVALID')
  })

  it('reads its own spelling back', () => {
    for (const platform of PLATFORMS) {
      for (const key of KEYS) {
        const spelt = text(`Control+Alt+Shift+Super+${key.name}`, platform)
        expect(text(spelt, platform)).toBe(spelt)
      }
    }
  })
})

describe('keys', () => {
  it('have one code each, so that no two can be mistaken for each other', () => {
    // A mouse button's number is not a key's code.
    const codes = KEYS.map((key) => `${key.class === 'mouse' ? 'mouse' : 'key'} ${key.uiohook}`)
    expect(new Set(codes).size).toBe(KEYS.length)
    expect(new Set(KEYS.map((key) => key.name.toLowerCase())).size).toBe(KEYS.length)
  })

  it('have the codes of uiohook-napi', async () => {
    const { UiohookKey } = await import('uiohook-napi')
    const theirs = new Map(Object.entries(UiohookKey).map(([name, code]) => [name.toLowerCase(), code]))
    const renamed: Record<string, string> = {
      return: 'enter',
      left: 'arrowleft',
      right: 'arrowright',
      up: 'arrowup',
      down: 'arrowdown',
      '-': 'minus',
      '=': 'equal',
      '[': 'bracketleft',
      ']': 'bracketright',
      ';': 'semicolon',
      "'": 'quote',
      '`': 'backquote',
      '\\': 'backslash',
      ',': 'comma',
      '.': 'period',
      '/': 'slash',
      numdec: 'numpaddecimal',
      numadd: 'numpadadd',
      numsub: 'numpadsubtract',
      nummult: 'numpadmultiply',
      numdiv: 'numpaddivide',
    }
    for (const key of KEYS.filter((each) => each.class !== 'mouse')) {
      const name = key.name.toLowerCase()
      expect([key.name, theirs.get(renamed[name] ?? name.replace(/^num(\d)$/, 'numpad$1'))]).toEqual([
        key.name,
        key.uiohook,
      ])
    }
  })

  it('are found by their aliases', () => {
    expect(findKey('Esc')?.name).toBe('Escape')
    expect(findKey('enter')?.name).toBe('Return')
  })
})

describe('checkAccelerator', () => {
  it('takes the default talk key of each platform', () => {
    for (const platform of PLATFORMS) expect(verdict(defaultHotkey(platform), platform)).toBe('ok')
  })

  it.each([
    'A',
    '7',
    'Space',
    'Return',
    'Tab',
    'Escape',
    'Backspace',
    'Left',
    'Delete',
    'num5',
    '.',
    'Capslock',
    'PrintScreen',
    'Shift+A',
    'Shift+Space',
    'Shift+Tab',
  ])('refuses %s, which windows need for themselves', (bare) => {
    for (const platform of PLATFORMS) expect(verdict(bare, platform)).toBe('HOTKEY_RESERVED')
  })

  it.each(['C', 'V', 'X', 'Z', 'A', 'S'])('refuses the shortcut CommandOrControl+%s', (letter) => {
    for (const platform of PLATFORMS)
      expect(verdict(`CommandOrControl+${letter}`, platform)).toBe('HOTKEY_RESERVED')
  })

  it.each([
    'F13',
    'F24',
    'Shift+F13',
    'Control+F9',
    'Control+Shift+Space',
    'Control+Alt+Shift+K',
    'Control+Shift+F12',
  ])('takes %s everywhere', (free) => {
    for (const platform of PLATFORMS)
      expect([free, platform, verdict(free, platform)]).toEqual([free, platform, 'ok'])
  })

  it.each([
    ['linux', 'Alt+F4'],
    ['linux', 'Alt+Tab'],
    ['linux', 'Control+Alt+Delete'],
    ['linux', 'Control+Alt+F3'],
    ['linux', 'Super+L'],
    ['linux', 'Control+Space'],
    ['linux', 'Super+Space'],
    ['win32', 'Alt+F4'],
    ['win32', 'Control+Alt+Delete'],
    ['win32', 'Super+E'],
    ['win32', 'Control+Alt+E'],
    ['win32', 'Control+Shift+Escape'],
    ['darwin', 'Command+Q'],
    ['darwin', 'Command+Tab'],
    ['darwin', 'Command+Space'],
    ['darwin', 'Control+Alt+Space'],
    ['darwin', 'Alt+E'],
    ['darwin', 'Scrolllock'],
  ] as const)('refuses on %s %s, which the system owns', (platform, taken) => {
    expect(verdict(taken, platform)).toBe('HOTKEY_RESERVED')
  })

  it('says why', () => {
    const checked = checkAccelerator('Control+Space', 'linux')
    expect(checked).toMatchObject({
      ok: false,
      failure: { message: 'It switches the input method.', retryable: false },
    })
  })

  it.each([
    ['linux', 'F8', 'shortcut'],
    ['linux', 'Control+Shift+T', 'some-shortcut'],
    ['linux', 'Super+J', 'some-shortcut'],
    ['win32', 'Mouse5', 'back-forward'],
    ['darwin', 'Mouse4', 'back-forward'],
    ['linux', 'Control+Mouse4', null],
    ['linux', 'Control+Alt+Space', null],
  ] as const)('takes on %s %s, with the warning %s', (platform, accelerator, warning) => {
    expect(checkAccelerator(accelerator, platform)).toMatchObject({ ok: true, value: { warning } })
    expect(adviseAccelerator(accelerator, platform)).toEqual({ failure: null, reason: warning })
  })

  it('tells a window why it refuses, as a code that has a sentence in each language', () => {
    expect(adviseAccelerator('F12', 'win32')).toMatchObject({
      failure: { code: 'HOTKEY_RESERVED' },
      reason: 'debugger',
    })
    expect(adviseAccelerator('Shift+Command+4', 'darwin').reason).toBe('screenshot')
    expect(adviseAccelerator('Hyper+X', 'linux')).toMatchObject({
      failure: { code: 'HOTKEY_INVALID' },
      reason: null,
    })
  })

  it('leaves to one platform what another one owns', () => {
    expect(verdict('Control+Alt+Space', 'linux')).toBe('ok')
    expect(verdict('Control+Alt+F3', 'win32')).toBe('ok')
    expect(verdict('Scrolllock', 'linux')).toBe('ok')
  })
})

describe('displayAccelerator', () => {
  it.each([
    ['linux', 'Control+Alt+Super+Space', 'Ctrl+Alt+Super+Space'],
    ['win32', 'Super+Shift+F13', 'Shift+Win+F13'],
    ['darwin', 'Control+Command+Shift+Left', '⌃⇧⌘←'],
  ] as const)('writes it as people on %s do', (platform, accelerator, shown) => {
    const parsed = parseAccelerator(accelerator, platform)
    expect(parsed.ok && displayAccelerator(parsed.value, platform)).toBe(shown)
  })
})

describe('sessionType', () => {
  it('believes Wayland before X11, because XWayland gives both', () => {
    expect(sessionType('linux', { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' })).toBe('wayland')
    expect(sessionType('linux', { DISPLAY: ':0', XDG_SESSION_TYPE: 'wayland' })).toBe('wayland')
    expect(sessionType('linux', { DISPLAY: ':0', XDG_SESSION_TYPE: 'x11' })).toBe('x11')
    expect(sessionType('linux', {})).toBe('none')
    expect(sessionType('win32', { DISPLAY: ':0' })).toBe('native')
    expect(desktopPlatform('freebsd')).toBe('linux')
  })
})
