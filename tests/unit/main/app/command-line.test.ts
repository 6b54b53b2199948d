import { expect, test } from 'vitest'
import { readCommandLine, readEnvironmentServer, viewFor } from '../../../../src/main/app/command-line.ts'
import { profileSchema } from '../../../../src/shared/settings.ts'

test('without arguments nothing special is asked for', () => {
  expect(readCommandLine(['electron', '.'])).toEqual({
    hidden: false,
    commands: [],
    settings: false,
    verbose: false,
    turnReport: null,
    coldMicrophone: false,
  })
})

test('our switches are found among those of Chromium', () => {
  const found = readCommandLine(['electron', '--no-sandbox', '.', '--hidden', '--turn-report=/tmp/a=b'])
  expect(found.hidden).toBe(true)
  expect(found.turnReport).toBe('/tmp/a=b')
})

test('a later start is for the window, unless it is for a command or comes with the login', () => {
  const shown = (...starts: string[][]) => viewFor(starts.map((argv) => readCommandLine(argv)))
  expect(shown([])).toBe('conversation')
  expect(shown(['--settings'])).toBe('settings')
  expect(shown(['--settings'], ['--toggle'])).toBe('settings')
  expect(shown(['--settings'], [])).toBe('conversation')
  expect(shown(['--start'], ['--stop'])).toBeNull()
  expect(shown(['--hidden'])).toBeNull()
  expect(shown()).toBeNull()
})

test('a server from the environment is a valid profile, and its key is not in it', () => {
  const server = readEnvironmentServer({
    PARLEY_BASE_URL: 'http://127.0.0.1:6185',
    PARLEY_API_KEY: 'abk_secret',
    PARLEY_USERNAME: ' alice ',
  })
  expect(server?.profile).toMatchObject({ name: '127.0.0.1:6185', username: 'alice' })
  expect(profileSchema.safeParse(server?.profile).success).toBe(true)
  expect(JSON.stringify(server?.profile)).not.toContain('abk_secret')
})

test('without an address there is no such server', () => {
  expect(readEnvironmentServer({ PARLEY_API_KEY: 'x' })).toBeNull()
})
