import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasXembedTray } from '../../../src/main/tray/xembed-tray.ts'
import { withXServer, xName, xRequest } from '../../../src/main/x11/x-connection.ts'
import type { XConnection } from '../../../src/main/x11/x-connection.ts'
import { startXvfb } from '../../helpers/xvfb.ts'
import type { Xvfb } from '../../helpers/xvfb.ts'

/*
 * The old kind of tray, on a real X server: a client that takes the tray's selection, as panels do.
 */

const CREATE_WINDOW = 1
const INTERN_ATOM = 16
const SET_SELECTION_OWNER = 22

let xvfb: Xvfb
let env: Record<string, string>

beforeAll(async () => {
  xvfb = await startXvfb()
  env = { DISPLAY: xvfb.display }
})

afterAll(async () => {
  await xvfb.stop()
})

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => bytes.writeUInt32LE(value, 4 * index))
  return bytes
}

/** Makes a window that nobody sees, and gives it the tray's selection. */
async function becomeTray(server: XConnection): Promise<void> {
  const { setup } = server
  const window = setup.readUInt32LE(4)
  // After 32 bytes come the vendor's name and the formats of 8 bytes each; the first screen begins with its root window.
  const vendor = (setup.readUInt16LE(16) + 3) & ~3
  const root = setup.readUInt32LE(32 + vendor + 8 * (setup[21] ?? 0))
  const size = Buffer.alloc(16)
  size.writeUInt16LE(1, 4)
  size.writeUInt16LE(1, 6)
  server.send(xRequest(CREATE_WINDOW, 0, Buffer.concat([words(window, root), size, words(0)])))
  const atom = (await server.ask(xRequest(INTERN_ATOM, 0, xName('_NET_SYSTEM_TRAY_S0')))).readUInt32LE(8)
  server.send(xRequest(SET_SELECTION_OWNER, 0, words(window, atom, 0)))
}

test('a panel that takes icons is found, for as long as it is there', async () => {
  expect(await hasXembedTray(env)).toBe(false)
  await withXServer(env, async (server) => {
    await becomeTray(server)
    // Requests of one client are done in order: an answer says that those before it are done.
    await server.ask(xRequest(INTERN_ATOM, 0, xName('_NET_SYSTEM_TRAY_S0')))
    expect(await hasXembedTray(env)).toBe(true)
    expect(await hasXembedTray({ DISPLAY: `${xvfb.display}.0` })).toBe(true)
    expect(await hasXembedTray({ DISPLAY: `${xvfb.display}.1` })).toBe(false)
    expect(await hasXembedTray({ ...env, WAYLAND_DISPLAY: 'wayland-0' })).toBe(false)
  })
  await expect.poll(() => hasXembedTray(env)).toBe(false)
})

test('without a display there is none', async () => {
  expect(await hasXembedTray({})).toBe(false)
  expect(await hasXembedTray({ DISPLAY: ':54321' })).toBe(false)
})
