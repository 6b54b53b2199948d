import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { APP_ID } from '../../../../src/main/desktop-entry/app-id.ts'
import { ensureMenuEntry, menuEntry } from '../../../../src/main/desktop-entry/menu-entry.ts'

const OWN_ENTRY = join(import.meta.dirname, `../../../../resources/linux/${APP_ID}.desktop`)

test('the name is one that portals take', () => {
  // g_application_id_is_valid: elements of letters, digits, _ and -, no first digit, and at least two of them.
  expect(APP_ID).toMatch(/^[A-Za-z_-][\w-]*(\.[A-Za-z_-][\w-]*)+$/)
  expect(readFileSync(OWN_ENTRY, 'utf8')).toContain(`StartupWMClass=${APP_ID}\n`)
})

test('an entry starts this very Parley, also from its actions', () => {
  const command = ['npm', '--prefix', '/home/a b/parley', 'start', '--']
  const lines = menuEntry(readFileSync(OWN_ENTRY, 'utf8'), { command, icon: '/i.png' }).split('\n')
  expect(lines.filter((line) => line.startsWith('Exec='))).toEqual([
    'Exec=npm --prefix "/home/a b/parley" start --',
    'Exec=npm --prefix "/home/a b/parley" start -- --toggle',
    'Exec=npm --prefix "/home/a b/parley" start -- --interrupt',
    'Exec=npm --prefix "/home/a b/parley" start -- --settings',
  ])
  expect(lines).toContain('TryExec=npm')
  expect(lines).toContain('Icon=/i.png')
})

describe('the entry in the person’s folder', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'parley-entry-'))
  })
  afterEach(() => {
    rmSync(home, { recursive: true, force: true })
  })
  const inFolder = (folder: string) => join(folder, 'applications', basename(OWN_ENTRY))
  const ensure = (program: string) =>
    ensureMenuEntry({
      env: { XDG_DATA_DIRS: join(home, 'usr') },
      home,
      command: [program],
      icon: '/i.png',
      desktopEntry: OWN_ENTRY,
    })

  test('is written where there is none, and anew when Parley has moved', () => {
    const path = inFolder(join(home, '.local/share'))
    expect(ensure('/opt/a')).toBe(true)
    expect(readFileSync(path, 'utf8')).toContain('Exec=/opt/a\n')
    expect(ensure('/opt/a')).toBe(false)
    expect(ensure('/opt/b')).toBe(true)
    expect(readFileSync(path, 'utf8')).toContain('Exec=/opt/b\n')
  })

  test('stays as it is when somebody else wrote it', () => {
    const path = inFolder(join(home, '.local/share'))
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, '[Desktop Entry]\nExec=mine\n')
    expect(ensure('/opt/a')).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe('[Desktop Entry]\nExec=mine\n')
  })

  test('is not needed beside a package’s', () => {
    const packaged = inFolder(join(home, 'usr'))
    mkdirSync(join(packaged, '..'), { recursive: true })
    writeFileSync(packaged, readFileSync(OWN_ENTRY))
    expect(ensure('/opt/a')).toBe(false)
  })
})
