import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { autostartEntry, isEnabled } from '../../../../src/main/login/autostart-entry.ts'
import { linuxLoginItem } from '../../../../src/main/login/login-item.ts'

const OWN_ENTRY = join(import.meta.dirname, '../../../../resources/linux/dev.parley.Parley.desktop')

describe('the autostart entry', () => {
  const entry = autostartEntry(readFileSync(OWN_ENTRY, 'utf8'), {
    command: ['/opt/parley/parley', '--hidden'],
    icon: '/opt/parley/icon.png',
  })
  const lines = entry.trimEnd().split('\n')

  test('starts this Parley, hidden, under the names of the app’s own entry', () => {
    expect(lines).toContain('Exec=/opt/parley/parley --hidden')
    expect(lines).toContain('Icon=/opt/parley/icon.png')
    expect(lines).toContain('Name=Parley')
    expect(lines).toContain('GenericName[zh_CN]=语音助手')
    expect(isEnabled(entry)).toBe(true)
  })

  test('has one group, and each key once', () => {
    expect(lines.filter((line) => line.startsWith('['))).toEqual(['[Desktop Entry]'])
    const keys = lines.slice(1).map((line) => line.slice(0, line.indexOf('=')))
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).not.toContain('Actions')
  })

  test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('is off with %s', (line) => {
    const [key = ''] = line.split('=')
    expect(isEnabled(`${entry.replace(new RegExp(`^${key}=.*$`, 'm'), '')}${line}\n`)).toBe(false)
  })

  test('a key of another group does not count', () => {
    expect(isEnabled(`${entry}\n[Desktop Action x]\nHidden=true\n`)).toBe(true)
  })
})

describe('the login item on Linux', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'parley-login-'))
  })
  afterEach(() => {
    rmSync(home, { recursive: true, force: true })
  })
  const itemIn = (env: Record<string, string>) =>
    linuxLoginItem({ env, home, command: ['/usr/bin/parley'], icon: '/i.png', desktopEntry: OWN_ENTRY })

  test('is a file in the autostart folder, and what others do to it shows', () => {
    const item = itemIn({})
    const path = join(home, '.config/autostart/dev.parley.Parley.desktop')
    expect(item.isEnabled()).toBe(false)
    expect(item.set(true).ok).toBe(true)
    expect(item.isEnabled()).toBe(true)
    writeFileSync(path, `${readFileSync(path, 'utf8')}Hidden=true\n`)
    expect(item.isEnabled()).toBe(false)
    expect(item.set(true).ok).toBe(true)
    expect(item.isEnabled()).toBe(true)
    expect(item.set(false).ok).toBe(true)
    expect(() => readFileSync(path)).toThrow('ENOENT')
  })

  test('follows XDG_CONFIG_HOME, unless it is not absolute', () => {
    itemIn({ XDG_CONFIG_HOME: join(home, 'conf') }).set(true)
    expect(readFileSync(join(home, 'conf/autostart/dev.parley.Parley.desktop'), 'utf8')).toContain(
      'Exec=/usr/bin/parley',
    )
    expect(itemIn({ XDG_CONFIG_HOME: 'conf' }).isEnabled()).toBe(false)
  })

  test('says so when the file can’t be written', () => {
    mkdirSync(join(home, '.config'))
    writeFileSync(join(home, '.config/autostart'), 'a file in the way')
    expect(itemIn({}).set(true)).toMatchObject({ ok: false, failure: { code: 'LOGIN_ITEM_FAILED' } })
  })
})
