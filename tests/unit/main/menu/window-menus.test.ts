import { describe, expect, test } from 'vitest'
import { appMenu, contextMenu } from '../../../../src/main/menu/window-menus.ts'
import type { Clicked, MenuLine } from '../../../../src/main/menu/window-menus.ts'
import { translator } from '../../../../src/shared/i18n/translator.ts'

const t = translator('en')

function all(lines: readonly MenuLine[]): MenuLine[] {
  return lines.flatMap((line) => (line.type === 'submenu' ? [line, ...all(line.lines)] : [line]))
}

function roles(lines: readonly MenuLine[]): string[] {
  return all(lines).flatMap((line) => (line.type === 'role' ? [line.role] : []))
}

describe('the application’s menu', () => {
  test('has the editing keys of a Mac, and what a Mac expects of every program', () => {
    const lines = appMenu({ isMac: true, isPackaged: true }, t)
    expect(roles(lines)).toEqual(
      expect.arrayContaining(['copy', 'paste', 'undo', 'selectAll', 'hide', 'minimize', 'quit', 'close']),
    )
    expect(lines[0]).toMatchObject({ label: 'Parley' })
  })

  test.each([true, false])('leads to the settings and the way out once (Mac: %s)', (isMac) => {
    const lines = appMenu({ isMac, isPackaged: true }, t)
    expect(all(lines).filter(({ type }) => type === 'settings')).toHaveLength(1)
    expect(roles(lines).filter((role) => role === 'quit')).toHaveLength(1)
    expect(new Set(roles(lines)).size).toBe(roles(lines).length)
  })

  test('has a developer’s tools only while developing', () => {
    expect(roles(appMenu({ isMac: false, isPackaged: true }, t))).not.toContain('toggleDevTools')
    expect(roles(appMenu({ isMac: false, isPackaged: false }, t))).toContain('toggleDevTools')
  })
})

describe('the menu for what was clicked', () => {
  const nowhere: Clicked = {
    isEditable: false,
    selectionText: '',
    linkURL: '',
    dictionarySuggestions: [],
    editFlags: { canCut: false, canCopy: false, canPaste: false, canSelectAll: false },
  }

  test('is none where there is nothing to do', () => {
    expect(contextMenu(nowhere, t)).toEqual([])
    expect(contextMenu({ ...nowhere, selectionText: ' \n' }, t)).toEqual([])
  })

  test('edits a field, as far as can be', () => {
    const editFlags = { canCut: false, canCopy: false, canPaste: true, canSelectAll: true }
    const lines = contextMenu({ ...nowhere, isEditable: true, editFlags }, t)
    expect(lines.filter(({ type }) => type === 'role')).toMatchObject([
      { role: 'cut', enabled: false },
      { role: 'copy', enabled: false },
      { role: 'paste', enabled: true },
      { role: 'selectAll', enabled: true },
    ])
  })

  test('proposes other spellings first', () => {
    const dictionarySuggestions = ['hello', 'hallo', 'hullo', 'hollo', 'help', 'held']
    const lines = contextMenu({ ...nowhere, isEditable: true, dictionarySuggestions }, t)
    expect(lines.slice(0, 6)).toEqual([
      ...dictionarySuggestions.slice(0, 5).map((label) => ({ type: 'correct', label })),
      { type: 'separator' },
    ])
  })

  test('copies what is selected, and the address of a link without its scheme for mail', () => {
    const editFlags = { ...nowhere.editFlags, canCopy: true }
    const linkURL = 'mailto:alice@example.com'
    expect(contextMenu({ ...nowhere, selectionText: 'words', linkURL, editFlags }, t)).toEqual([
      { type: 'role', role: 'copy', label: 'Copy', enabled: true },
      { type: 'copyText', label: 'Copy Link', text: 'alice@example.com' },
    ])
  })
})
