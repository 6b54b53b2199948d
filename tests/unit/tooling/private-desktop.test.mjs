import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { onPath, ROOT } from '../../../scripts/lib/paths.mjs'
import { startPrivateDesktop } from '../../../scripts/lib/private-desktop.ts'

const hasPrograms =
  process.platform === 'linux' && ['Xvfb', 'dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'].every(onPath)

const KEYTAR_ROUND_TRIP = `
  const keytar = require('keytar')
  keytar.setPassword('parley-tooling', 'someone', 'geheim-秘密')
    .then(() => keytar.getPassword('parley-tooling', 'someone'))
    .then((password) => process.stdout.write(password))`

/** @param {NodeJS.ProcessEnv} env */
const roundTrip = async (env) =>
  (await promisify(execFile)(process.execPath, ['-e', KEYTAR_ROUND_TRIP], { cwd: ROOT, env, timeout: 8000 }))
    .stdout

describe.skipIf(!hasPrograms)('a private desktop', { timeout: 40_000 }, () => {
  it('has a display and a key ring that opens without a question, and leaves nothing behind', async () => {
    const desktop = await startPrivateDesktop()
    const { DISPLAY = '', HOME = '', DBUS_SESSION_BUS_ADDRESS = '' } = desktop.env
    try {
      const socket = connect(`/tmp/.X11-unix/X${DISPLAY.slice(1)}`)
      await once(socket, 'connect')
      socket.destroy()
      expect(await roundTrip({ ...process.env, ...desktop.env })).toBe('geheim-秘密')
      expect(existsSync(HOME)).toBe(true)
    } finally {
      await desktop.stop()
    }
    expect(existsSync(HOME)).toBe(false)
    expect(existsSync(`/tmp/.X11-unix/X${DISPLAY.slice(1)}`)).toBe(false)
    await expect(roundTrip({ ...process.env, DBUS_SESSION_BUS_ADDRESS })).rejects.toThrow()
  })

  it('can be had twice at once', async () => {
    const desktops = await Promise.all([startPrivateDesktop(), startPrivateDesktop()])
    try {
      expect(new Set(desktops.map(({ env }) => env['DISPLAY'])).size).toBe(2)
      expect(new Set(desktops.map(({ env }) => env['DBUS_SESSION_BUS_ADDRESS'])).size).toBe(2)
    } finally {
      for (const desktop of desktops) await desktop.stop()
    }
  })
})
