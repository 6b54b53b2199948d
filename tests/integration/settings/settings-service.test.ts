import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/lib/log.ts'
import { createFileStore } from '../../../src/main/settings/file-store.ts'
import { createSettingsService } from '../../../src/main/settings/settings-service.ts'
import type { SettingsService, SettingsServiceOptions } from '../../../src/main/settings/settings-service.ts'
import { LOCAL_PROFILE } from '../../../src/shared/settings.ts'
import type { Profile } from '../../../src/shared/settings.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

const AT = Date.UTC(2026, 0, 31, 10, 20, 30, 123)
const ASIDE = 'settings.damaged-2026-01-31T10-20-30-123Z.json'

const HOME: Profile = {
  id: 'home',
  name: 'Home',
  kind: 'remote',
  baseUrl: 'https://bot.example',
  username: 'ann',
  signIn: 'api-key',
  account: '',
  pinnedCertificate: null,
}

let folder: string
const path = () => join(folder, 'settings.json')
const onDisk = (name = 'settings.json') =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>
const files = () => readdirSync(folder).sort()

/** The app started on what is in the folder. */
function start(options: Partial<SettingsServiceOptions> = {}) {
  return createSettingsService({
    store: createFileStore(folder),
    clock: new FakeClock(AT),
    log: silentLog,
    ...options,
  })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the first start', () => {
  it('has defaults and the local assistant, and writes nothing', () => {
    const settings = start()
    expect(settings.get()).toMatchObject({
      theme: 'system',
      activeProfileId: 'local',
      profiles: [LOCAL_PROFILE],
    })
    expect(settings.problem()).toBeNull()
    expect(files()).toEqual([])
  })

  it('takes the defaults of the platform', () => {
    const settings = start({ defaults: { hotkey: { accelerator: 'Control+Shift+Space' } } })
    expect(settings.get().hotkey).toEqual({ accelerator: 'Control+Shift+Space', mode: 'hold' })
  })
})

describe('the introduction', () => {
  it('is still to come at the first start, also at the next one if it was not finished', () => {
    expect(start().get().introduced).toBe(false)
    start().patch({ theme: 'dark' })
    expect(start().get().introduced).toBe(false)
  })

  it.each(['{"theme":"dark"}', '{"introduced":5}', 'not JSON'])(
    'is over for who has settings already: %s',
    (text) => {
      writeFileSync(path(), text)
      expect(start().get().introduced).toBe(true)
    },
  )
})

describe('a change', () => {
  it('is there after a restart, and leaves the rest of its group alone', () => {
    const settings = start()
    expect(settings.patch({ speaker: { volume: 0.5 }, theme: 'dark' }).ok).toBe(true)
    expect(settings.patch({ speaker: { muted: true } }).ok).toBe(true)
    expect(start().get()).toMatchObject({ speaker: { label: null, volume: 0.5, muted: true }, theme: 'dark' })
    expect(files()).toEqual(['settings.json'])
    expect(statSync(path()).mode & 0o077).toBe(0)
  })

  it('is told once, with what was before', () => {
    const settings = start()
    const told: string[] = []
    settings.on('changed', (now, before) => told.push(`${before.theme} to ${now.theme}`))
    settings.patch({ theme: 'dark' })
    settings.patch({ theme: 'dark' })
    expect(told).toEqual(['system to dark'])
  })

  it.each([
    { theme: 'pink' },
    { speaker: { volume: 2 } },
    { colour: 'red' },
    { profiles: [] },
    null,
    'theme',
  ])('that is not valid is refused whole: %o', (patch) => {
    const settings = start()
    const before = settings.get()
    expect(settings.patch(patch)).toMatchObject({ ok: false, failure: { code: 'INVALID_INPUT' } })
    expect(settings.get()).toBe(before)
    expect(files()).toEqual([])
  })

  it('keeps what another version of Parley wrote, on every level', () => {
    writeFileSync(
      path(),
      JSON.stringify({
        version: 1,
        invention: [1],
        speaker: { volume: 0.2, bass: 3 },
        profiles: [{ ...HOME, colour: 'red' }],
      }),
    )
    const settings = start()
    expect(settings.problem()).toBeNull()
    settings.patch({ speaker: { volume: 0.3 } })
    settings.saveProfile({ ...HOME, name: 'House' })
    expect(onDisk()).toMatchObject({
      invention: [1],
      speaker: { volume: 0.3, bass: 3 },
      profiles: [{ id: 'local' }, { id: 'home', name: 'House', colour: 'red' }],
    })
    expect(start().get().profiles[1]).not.toHaveProperty('colour')
  })
})

describe('a damaged file', () => {
  it.each([
    ['cut off', '{"theme": "da'],
    ['empty', ''],
    ['not an object', '["theme", "dark"]'],
    ['binary', '\0\u0001\u0002'],
  ])('that is %s is set aside, told once, and replaced', (_what, text) => {
    writeFileSync(path(), text)
    const settings = start()
    expect(settings.problem()).toMatchObject({ code: 'SETTINGS_DAMAGED' })
    expect(settings.problem()?.message).toContain(ASIDE)
    expect(settings.get().theme).toBe('system')
    expect(files()).toEqual([ASIDE, 'settings.json'])
    expect(readFileSync(join(folder, ASIDE), 'utf8')).toBe(text)
    expect(start().problem()).toBeNull()
  })

  it('keeps all that is valid in it, and says what is lost without saying the value', () => {
    const text = JSON.stringify({
      theme: 'dark',
      language: 'klingon',
      speaker: { volume: 'loud', muted: true },
    })
    writeFileSync(path(), text)
    const settings = start()
    expect(settings.get()).toMatchObject({
      theme: 'dark',
      language: 'system',
      speaker: { volume: 1, muted: true },
    })
    expect(settings.problem()?.message).toMatch(/language.*speaker\.volume|speaker\.volume.*language/)
    expect(settings.problem()?.message).not.toContain('klingon')
    expect(readFileSync(join(folder, ASIDE), 'utf8')).toBe(text)
    expect(onDisk()).toMatchObject({ theme: 'dark', language: 'system', speaker: { volume: 1, muted: true } })
  })

  it('falls back to the defaults of the platform', () => {
    writeFileSync(path(), JSON.stringify({ hotkey: 'F13' }))
    const settings = start({ defaults: { hotkey: { accelerator: 'Control+Shift+Space' } } })
    expect(settings.get().hotkey.accelerator).toBe('Control+Shift+Space')
  })

  it('is mended where profiles break the rules', () => {
    const impostor = { ...HOME, id: 'local', name: 'Not local at all' }
    writeFileSync(
      path(),
      JSON.stringify({ profiles: [HOME, { ...HOME, name: 'Twin' }, impostor], activeProfileId: 'gone' }),
    )
    const settings = start()
    expect(settings.get()).toMatchObject({ activeProfileId: 'local', profiles: [LOCAL_PROFILE, HOME] })
    expect(settings.problem()?.message).toContain('profiles.1, profiles.2, activeProfileId')
  })

  it('with a byte order mark is not damaged', () => {
    writeFileSync(path(), '\uFEFF{"theme":"dark"}')
    const settings = start()
    expect([settings.problem(), settings.get().theme]).toEqual([null, 'dark'])
  })
})

describe('a migration', () => {
  const migrations = [
    { to: 2, run: (data: Readonly<Record<string, unknown>>) => ({ ...data, theme: data.colour }) },
  ]

  it('runs once and is written', () => {
    writeFileSync(path(), JSON.stringify({ colour: 'dark' }))
    expect(start({ migrations }).get().theme).toBe('dark')
    expect(onDisk()).toMatchObject({ version: 2, theme: 'dark' })
    writeFileSync(path(), JSON.stringify({ ...onDisk(), colour: 'light' }))
    expect(start({ migrations }).get().theme).toBe('dark')
  })

  it('is not run again when an older Parley has written in between', () => {
    writeFileSync(path(), JSON.stringify({ version: 99, theme: 'dark' }))
    start().patch({ showHud: false })
    expect(onDisk()).toMatchObject({ version: 99, theme: 'dark', showHud: false })
  })
})

describe('profiles', () => {
  it('are added, replaced in their place, put in use and removed', () => {
    const settings = start()
    const work = { ...HOME, id: 'work', name: 'Work' }
    settings.saveProfile(HOME)
    settings.saveProfile(work)
    settings.saveProfile({ ...HOME, name: 'House' })
    expect(settings.get().profiles.map(({ name }) => name)).toEqual(['Local assistant', 'House', 'Work'])
    expect(settings.selectProfile('work').ok).toBe(true)
    expect(start().get().activeProfileId).toBe('work')
    expect(settings.removeProfile('work').ok).toBe(true)
    expect(start().get()).toMatchObject({
      activeProfileId: 'local',
      profiles: [{ id: 'local' }, { id: 'home' }],
    })
  })

  it('do not lose the local assistant', () => {
    const settings = start()
    expect(settings.removeProfile('local')).toMatchObject({ ok: false, failure: { code: 'INVALID_INPUT' } })
    expect(settings.saveProfile({ ...HOME, id: 'local' })).toMatchObject({ ok: false })
    expect(settings.saveProfile({ ...LOCAL_PROFILE, id: 'second' })).toMatchObject({ ok: false })
    expect(settings.saveProfile({ ...LOCAL_PROFILE, username: 'ann' }).ok).toBe(true)
    expect(start().get().profiles).toEqual([{ ...LOCAL_PROFILE, username: 'ann' }])
  })

  it('that are unknown or not valid are refused', () => {
    const settings = start()
    expect(settings.selectProfile('gone')).toMatchObject({ ok: false, failure: { code: 'NOT_FOUND' } })
    expect(settings.removeProfile('gone')).toMatchObject({ ok: false, failure: { code: 'NOT_FOUND' } })
    expect(settings.saveProfile({ ...HOME, username: ' ' })).toMatchObject({
      ok: false,
      failure: { code: 'INVALID_INPUT', message: expect.stringContaining('username') },
    })
  })

  it('are never stored with a secret that came along', () => {
    start().saveProfile({ ...HOME, secret: 'sk-live', password: 'sk-live' })
    expect(readFileSync(path(), 'utf8')).not.toContain('sk-live')
  })
})

describe('a folder that cannot be written', () => {
  // Root may write everywhere, so root becomes nobody for the time of the test.
  const NOBODY = 65_534
  const root = process.getuid?.() === 0
  const readOnly = (run: () => void): void => {
    const mode = statSync(folder).mode
    chmodSync(folder, 0o555)
    if (root) process.seteuid?.(NOBODY)
    try {
      run()
    } finally {
      if (root) process.seteuid?.(0)
      chmodSync(folder, mode)
    }
  }

  it('fails the change, which then has not happened', () => {
    start().patch({ theme: 'dark' })
    chmodSync(path(), 0o644)
    readOnly(() => {
      const settings = start()
      const told: unknown[] = []
      settings.on('changed', (now) => told.push(now))
      expect(settings.patch({ theme: 'light' })).toMatchObject({
        ok: false,
        failure: { code: 'SETTINGS_NOT_SAVED' },
      })
      expect(settings.get().theme).toBe('dark')
      expect(told).toEqual([])
    })
    expect(files()).toEqual(['settings.json'])
  })

  it('leaves a damaged file as it is, uses what is valid, and mends it when it can', () => {
    const text = JSON.stringify({ theme: 'dark', language: 'klingon' })
    writeFileSync(path(), text)
    chmodSync(path(), 0o644)
    let settings: SettingsService | undefined
    readOnly(() => {
      settings = start()
      expect(settings.problem()).toMatchObject({ code: 'SETTINGS_NOT_SAVED' })
      expect(settings.get().theme).toBe('dark')
      expect(settings.patch({ showHud: false })).toMatchObject({ ok: false })
    })
    expect(readFileSync(path(), 'utf8')).toBe(text)
    expect(settings?.patch({ showHud: false }).ok).toBe(true)
    expect(readFileSync(join(folder, ASIDE), 'utf8')).toBe(text)
    expect(onDisk()).toMatchObject({ theme: 'dark', language: 'system', showHud: false })
  })

  it('does not replace a file that cannot be read', () => {
    mkdirSync(path())
    const settings = start()
    expect(settings.problem()).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(settings.patch({ theme: 'dark' })).toMatchObject({
      ok: false,
      failure: { code: 'SETTINGS_NOT_SAVED' },
    })
    expect(statSync(path()).isDirectory()).toBe(true)
  })
})
