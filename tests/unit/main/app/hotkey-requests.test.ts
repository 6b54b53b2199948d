import { expect, test } from 'vitest'
import { createHotkeyRequests } from '../../../../src/main/app/hotkey-requests.ts'
import { startCommand } from '../../../../src/main/app/start-command.ts'
import { fail, ok } from '../../../../src/main/lib/result.ts'
import { failure } from '../../../../src/shared/failure.ts'
import { settingsSchema } from '../../../../src/shared/settings.ts'
import type { SettingsPatch } from '../../../../src/shared/settings.ts'

/** Requests on a service that has all keys but one, with what was tried and what was saved. */
function requests(taken: string) {
  const tried: string[] = []
  const saved: SettingsPatch[] = []
  const settings = settingsSchema.parse({ hotkey: { mode: 'toggle' } })
  const made = createHotkeyRequests({
    hotkey: {
      choose: ({ accelerator, mode }) => {
        tried.push(`${accelerator} ${mode}`)
        const snapshot = { accelerator, mode, doubleTap: true, trigger: null, problem: null }
        const answer = accelerator === taken ? fail(failure('HOTKEY_CONFLICT', 'taken')) : ok(snapshot)
        return Promise.resolve(answer)
      },
      suspend: () => undefined,
      test: () => undefined,
    },
    settings: {
      get: () => settings,
      patch: (patch) => {
        saved.push(patch)
        return ok(settings)
      },
    },
    platform: 'linux',
    command: 'parley',
  })
  return { made, tried, saved }
}

test('a key is saved once it is registered, in the mode that was chosen', async () => {
  const { made, tried, saved } = requests('F14')
  expect(await made.choose('F8')).toEqual({ failure: null, reason: 'shortcut' })
  expect(tried).toEqual(['F8 toggle'])
  expect(saved).toEqual([{ hotkey: { accelerator: 'F8' } }])
})

test('a key that another program has is not saved', async () => {
  const { made, saved } = requests('F14')
  expect(await made.choose('F14')).toMatchObject({ failure: { code: 'HOTKEY_CONFLICT' } })
  expect(saved).toEqual([])
})

test.each([
  [{ isPackaged: true, execPath: '/opt/Parley/parley' }, '/opt/Parley/parley'],
  [{ isPackaged: true, execPath: "/home/o'neil/Par ley" }, String.raw`'/home/o'\''neil/Par ley'`],
  [
    { isPackaged: true, execPath: '/tmp/.mount_x/parley', env: { APPIMAGE: '/home/me/Parley.AppImage' } },
    '/home/me/Parley.AppImage',
  ],
  [
    { isPackaged: true, execPath: String.raw`C:\Program Files\Parley\Parley.exe`, platform: 'win32' },
    String.raw`"C:\Program Files\Parley\Parley.exe"`,
  ],
  [{ isPackaged: false, execPath: '/usr/bin/node' }, 'npm --prefix /src/parley start --'],
] as const)('%j is started again by %s', (started, command) => {
  expect(startCommand({ appPath: '/src/parley', platform: 'linux', env: {}, ...started })).toBe(command)
})
