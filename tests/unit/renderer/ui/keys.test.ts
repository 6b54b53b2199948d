import { describe, expect, test } from 'vitest'
import { keyNames, needsModifier, recordKeys, recordMouse } from '../../../../src/renderer/ui/keys.ts'
import type { KeyPress } from '../../../../src/renderer/ui/keys.ts'

describe('names on key caps', () => {
  test.each([
    ['Control+Alt+Space', 'linux', ['Ctrl', 'Alt', 'Space']],
    ['Control+Alt+Space', 'darwin', ['⌃', '⌥', 'Space']],
    ['Super+Shift+A', 'win32', ['Win', 'Shift', 'A']],
    ['Meta+A', 'linux', ['Super', 'A']],
    ['CommandOrControl+Up', 'darwin', ['⌘', '↑']],
    ['CommandOrControl+Up', 'win32', ['Ctrl', '↑']],
    ['F9', 'linux', ['F9']],
  ])('%s on %s', (accelerator, platform, expected) => {
    expect(keyNames(accelerator, platform)).toEqual(expected)
  })
})

const press = (change: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...change,
})

describe('recording', () => {
  test.each([
    [{ key: ' ', code: 'Space', ctrlKey: true, altKey: true }, 'Control+Alt+Space'],
    [{ key: 'a', code: 'KeyQ', ctrlKey: true }, 'Control+A'],
    [{ key: '∂', code: 'KeyD', altKey: true }, 'Alt+D'],
    [{ key: '!', code: 'Digit1', shiftKey: true, ctrlKey: true }, 'Control+Shift+1'],
    [{ key: 'F13', code: 'F13' }, 'F13'],
    [{ key: '5', code: 'Numpad5', metaKey: true }, 'Super+num5'],
    [{ key: 'ArrowUp', code: 'ArrowUp', altKey: true }, 'Alt+Up'],
  ])('%j', (keys, accelerator) => {
    expect(recordKeys(press(keys)).accelerator).toBe(accelerator)
  })

  test('waits while only modifiers are down', () => {
    expect(recordKeys(press({ key: 'Control', code: 'ControlLeft', ctrlKey: true }))).toEqual({
      modifiers: ['Control'],
      accelerator: null,
    })
  })

  test('takes nothing that has no name', () => {
    expect(recordKeys(press({ key: 'Unidentified', code: 'Lang1' })).accelerator).toBeNull()
  })
})

test.each([
  ['A', true],
  ['Shift+A', true],
  ['Space', true],
  ['F8', false],
  ['Shift+F8', false],
  ['Control+A', false],
  ['Super+Space', false],
])('%s needs a modifier: %s', (accelerator, expected) => {
  expect(needsModifier(accelerator)).toBe(expected)
})

test('the side buttons of a mouse can be recorded, with modifiers; the others belong to the window', () => {
  const held = { ctrlKey: true, altKey: false, shiftKey: true, metaKey: false }
  const free = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false }
  expect(recordMouse({ button: 3, ...free })).toBe('Mouse4')
  expect(recordMouse({ button: 4, ...held })).toBe('Control+Shift+Mouse5')
  expect([0, 1, 2].map((button) => recordMouse({ button, ...held }))).toEqual([null, null, null])
  expect(needsModifier('Mouse5')).toBe(false)
})
