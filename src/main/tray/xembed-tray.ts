import { withXServer, xName, xRequest } from '../x11/x-connection.ts'

const INTERN_ATOM = 16
const GET_SELECTION_OWNER = 23
/** Asks only for an atom that somebody has made. */
const ONLY_IF_EXISTS = 1

/**
 * Whether an X11 panel takes icons in the old way. By the System Tray Protocol of freedesktop.org, it then owns the
 * selection `_NET_SYSTEM_TRAY_S` with the screen's number. False where there is no X server.
 */
export async function hasXembedTray(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  // Under Wayland the X server is there for other programs, and its panels are seen by nobody.
  if (env['WAYLAND_DISPLAY']) return false
  const screen = /\.(\d+)$/.exec(env['DISPLAY'] ?? '')?.[1] ?? '0'
  try {
    return await withXServer(env, async (server) => {
      const name = xName(`_NET_SYSTEM_TRAY_S${screen}`)
      const atom = (await server.ask(xRequest(INTERN_ATOM, ONLY_IF_EXISTS, name))).readUInt32LE(8)
      if (atom === 0) return false
      const selection = Buffer.alloc(4)
      selection.writeUInt32LE(atom, 0)
      const owner = (await server.ask(xRequest(GET_SELECTION_OWNER, 0, selection))).readUInt32LE(8)
      return owner !== 0
    })
  } catch {
    return false
  }
}
