import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { findCookie, parseDisplay } from './x-authority.ts'
import type { Cookie } from './x-authority.ts'

/** How long the X server may take to answer, in ms. On a local socket it takes well under one. */
const DEADLINE_MS = 2000

const QUERY_EXTENSION = 98

/**
 * Asks the X server whether it can record keys, before the hook is started: where the display cannot be opened, or has no
 * RECORD extension, uiohook-napi 1.5.5 does not fail but aborts the process or blocks it for good (its thread unlocks a
 * mutex that it does not own). It may go when starting the hook throws instead.
 * Gives null when the hook can work, or HOTKEY_UNSUPPORTED.
 */
export async function probeXRecord(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Failure | null> {
  const address = parseDisplay(env.DISPLAY ?? '')
  if (!address) return unsupported('there is no display')
  const cookie = loadCookie(env, address.number)
  const targets = 'paths' in address ? address.paths.map((path) => ({ path })) : [address]
  let problem = 'there is no display'
  for (const target of targets) {
    const socket = connect(target)
    try {
      return (await hasRecord(socket, cookie)) ? null : unsupported('the X server cannot record keys')
    } catch (thrown) {
      problem = thrown instanceof Error ? thrown.message : String(thrown)
    } finally {
      socket.destroy()
    }
  }
  return unsupported(problem)
}

function unsupported(why: string): Failure {
  return failure('HOTKEY_UNSUPPORTED', `Key releases cannot be seen here: ${why}.`)
}

function loadCookie(env: Readonly<Record<string, string | undefined>>, displayNumber: string): Cookie | null {
  try {
    const file = readFileSync(env.XAUTHORITY ?? join(env.HOME ?? homedir(), '.Xauthority'))
    return findCookie(file, displayNumber, hostname())
  } catch {
    return null // Many servers let their own user in without one; if not, the server says so.
  }
}

/** Sets the connection up and asks for the extension. Rejects with the reason when the server does not let us. */
async function hasRecord(socket: Socket, cookie: Cookie | null): Promise<boolean> {
  const read = reader(socket)
  socket.write(setupRequest(cookie))
  const head = await read(8)
  const rest = await read(head.readUInt16LE(6) * 4)
  if (head[0] !== 1) {
    const reason = rest.toString('latin1', 0, head[0] === 0 ? head[1] : undefined).trim()
    throw new Error(`the X server refused us (${reason.replaceAll('\0', '')})`)
  }
  socket.write(queryExtension('RECORD'))
  const reply = await read(32)
  return reply[0] === 1 && reply[8] === 1
}

/** `l` for little-endian, protocol 11.0, then name and data of the cookie. */
function setupRequest(cookie: Cookie | null): Buffer {
  const name = Buffer.from(cookie?.name ?? '')
  const data = cookie?.data ?? Buffer.alloc(0)
  const head = Buffer.alloc(12)
  head.write('l', 0)
  head.writeUInt16LE(11, 2)
  head.writeUInt16LE(name.length, 6)
  head.writeUInt16LE(data.length, 8)
  return Buffer.concat([head, padded(name), padded(data)])
}

function queryExtension(extension: string): Buffer {
  const name = padded(Buffer.from(extension))
  const head = Buffer.alloc(8)
  head.writeUInt8(QUERY_EXTENSION, 0)
  head.writeUInt16LE(2 + name.length / 4, 2)
  head.writeUInt16LE(extension.length, 4)
  return Buffer.concat([head, name])
}

/** X fields fill whole words of four bytes. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}

/** Reads exactly so many bytes at a time; rejects when the socket fails, ends or is silent for too long. */
function reader(socket: Socket): (length: number) => Promise<Buffer> {
  let received = Buffer.alloc(0)
  let problem: Error | null = null
  let wake = (): void => undefined
  const fail = (error: Error): void => {
    problem ??= error
    wake()
  }
  socket.setTimeout(DEADLINE_MS, () => fail(new Error('the X server does not answer')))
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the X server closed the connection')))
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    wake()
  })
  return async (length) => {
    while (received.length < length) {
      if (problem) throw problem
      await new Promise<void>((resolve) => (wake = resolve))
    }
    const bytes = received.subarray(0, length)
    received = received.subarray(length)
    return bytes
  }
}
