/*
 * How an X client finds its server and its cookie, as much of it as asking one question takes. From the X protocol's
 * "Connection Setup" and Xau's file format (Xauth(3)).
 */

/** Where a display's server listens: file names of Unix sockets in the order to try, or a host. */
export type DisplayAddress =
  | { readonly number: string; readonly paths: readonly string[] }
  | { readonly number: string; readonly host: string; readonly port: number }

/** Reads `DISPLAY`: `:0`, `unix:0.0`, `localhost:10.0`. Null when it is something else. */
export function parseDisplay(display: string): DisplayAddress | null {
  const match = /^(?<host>[^:]*):(?<number>\d{1,5})(?:\.\d+)?$/.exec(display)
  const { host = '', number } = match?.groups ?? {}
  if (number === undefined) return null
  if (host !== '' && host !== 'unix') return { number, host, port: 6000 + Number(number) }
  const path = `/tmp/.X11-unix/X${number}`
  return { number, paths: [path, `\0${path}`] }
}

/** One cookie that an X server accepts. */
export interface Cookie {
  readonly name: string
  readonly data: Buffer
}

/** Families of addresses in an authority file. */
const FAMILY_LOCAL = 256
const FAMILY_WILD = 65535

const COOKIE_NAME = 'MIT-MAGIC-COOKIE-1'

/**
 * Finds the cookie for a display in an authority file: big-endian records of family, address, display number, name and
 * data, all but the first with a 16-bit length before it. A record of this host is better than one of another address.
 */
export function findCookie(file: Buffer, displayNumber: string, hostname: string): Cookie | null {
  let best: { readonly rank: number; readonly data: Buffer } | null = null
  let offset = 0
  const read = (): Buffer => {
    const length = file.readUInt16BE(offset)
    const end = offset + 2 + length
    if (end > file.length) throw new RangeError('cut off')
    const field = file.subarray(offset + 2, end)
    offset = end
    return field
  }
  try {
    while (offset + 2 <= file.length) {
      const family = file.readUInt16BE(offset)
      offset += 2
      const [address, number, name, data] = [read(), read(), read(), read()]
      if (name.toString() !== COOKIE_NAME) continue
      if (number.length > 0 && number.toString() !== displayNumber) continue
      const here = family === FAMILY_WILD || (family === FAMILY_LOCAL && address.toString() === hostname)
      const rank = here ? 2 : 1
      if (rank > (best?.rank ?? 0)) best = { rank, data }
    }
  } catch {
    // A file that is cut off still holds what came before.
  }
  return best && { name: COOKIE_NAME, data: best.data }
}
