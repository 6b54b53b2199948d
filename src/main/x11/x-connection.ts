import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { findCookie, parseDisplay } from './x-authority.ts'
import type { Cookie } from './x-authority.ts'

/** How long the X server may take to answer, in ms. On a local socket it takes well under one. */
const DEADLINE_MS = 2000

/** A client of the X server that has been let in, for a question or two. */
export interface XConnection {
  /** The server's answer to the connection: where ids begin, and the screens. */
  readonly setup: Buffer
  /** Sends one request; see `xRequest`. */
  send(request: Buffer): void
  /** Sends a request that has an answer of 32 bytes, and gives it. Rejects when it is an error. */
  ask(request: Buffer): Promise<Buffer>
}

/**
 * Connects to the display that the environment names, lets `use` talk to it, and closes. Rejects when there is no display,
 * or when its server does not let us in or does not answer.
 */
export async function withXServer<T>(
  env: Readonly<Record<string, string | undefined>>,
  use: (server: XConnection) => Promise<T>,
): Promise<T> {
  const address = parseDisplay(env['DISPLAY'] ?? '')
  if (!address) throw new Error('there is no display')
  const cookie = loadCookie(env, address.number)
  const targets = 'paths' in address ? address.paths.map((path) => ({ path })) : [address]
  let problem: unknown = new Error('there is no display')
  for (const target of targets) {
    const socket = connect(target)
    try {
      const server = await setUp(socket, cookie).catch((thrown: unknown) => {
        problem = thrown
        return null
      })
      if (server) return await use(server)
    } finally {
      socket.destroy()
    }
  }
  throw problem
}

/** A request: its number, the byte beside it, and its fields, which fill whole words. */
export function xRequest(opcode: number, data: number, fields: Buffer): Buffer {
  const body = padded(fields)
  const head = Buffer.alloc(4)
  head.writeUInt8(opcode, 0)
  head.writeUInt8(data, 1)
  head.writeUInt16LE(1 + body.length / 4, 2)
  return Buffer.concat([head, body])
}

/** The fields of a request that names something: the name's length, two bytes unused, the name. */
export function xName(name: string): Buffer {
  const text = Buffer.from(name, 'latin1')
  const head = Buffer.alloc(4)
  head.writeUInt16LE(text.length, 0)
  return Buffer.concat([head, text])
}

function loadCookie(env: Readonly<Record<string, string | undefined>>, displayNumber: string): Cookie | null {
  try {
    const file = readFileSync(env['XAUTHORITY'] ?? join(env['HOME'] ?? homedir(), '.Xauthority'))
    return findCookie(file, displayNumber, hostname())
  } catch {
    return null // Many servers let their own user in without one; if not, the server says so.
  }
}

/** Introduces us. Rejects with the reason when the server does not let us in. */
async function setUp(socket: Socket, cookie: Cookie | null): Promise<XConnection> {
  const read = reader(socket)
  socket.write(setupRequest(cookie))
  const head = await read(8)
  const rest = await read(head.readUInt16LE(6) * 4)
  if (head[0] !== 1) {
    const reason = rest.toString('latin1', 0, head[0] === 0 ? head[1] : undefined).trim()
    throw new Error(`the X server refused us (${reason.replaceAll('\0', '')})`)
  }
  return {
    setup: rest,
    send: (request) => {
      socket.write(request)
    },
    ask: async (request) => {
      socket.write(request)
      const reply = await read(32)
      if (reply[0] !== 1) throw new Error(`the X server has no answer (error ${reply[1] ?? 0})`)
      return reply
    },
  }
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
