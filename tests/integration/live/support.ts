import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Profile } from '../../../src/shared/settings.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import { LiveClient } from '../../../src/main/live/client.ts'
import type { Credential } from '../../../src/main/live/credentials.ts'
import { MemoryOutbox } from '../../../src/main/live/memory-outbox.ts'
import type { Outbox } from '../../../src/main/live/outbox-item.ts'

export const KEY = 'abk_test_key_that_must_not_leak'

export const PROFILE: Profile = {
  id: 'test',
  name: 'Test',
  kind: 'remote',
  baseUrl: '',
  username: 'alice',
  signIn: 'api-key',
  account: '',
  pinnedCertificate: null,
}

/** Resolves when `done` holds; rejects with what was waited for after `ms`. */
export async function until(what: string, done: () => boolean, ms = 5000): Promise<void> {
  const deadline = performance.now() + ms
  while (!done()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Frames that have come from the client, and sockets that it has opened. */
export interface TestServer {
  readonly url: string
  readonly received: Record<string, unknown>[]
  readonly handshakes: IncomingMessage[]
  readonly sockets: WebSocket[]
  /** The socket in use. */
  socket(): WebSocket
  send(...frames: object[]): void
  close(): Promise<void>
}

/** A bare WebSocket server that does what a test tells it. `onFrame` hears each frame; `refuse` may answer a handshake by a status. */
export async function startServer(
  options: {
    onFrame?: (frame: Record<string, unknown>, socket: WebSocket) => void
    onSocket?: (socket: WebSocket, request: IncomingMessage) => void
    refuse?: (request: IncomingMessage) => number | null
    autoPong?: boolean
  } = {},
): Promise<TestServer> {
  const received: Record<string, unknown>[] = []
  const handshakes: IncomingMessage[] = []
  const sockets: WebSocket[] = []
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    autoPong: options.autoPong ?? true,
    verifyClient: ({ req }, answer) => {
      handshakes.push(req)
      const status = options.refuse?.(req) ?? null
      answer(
        status === null,
        status ?? undefined,
        '',
        status === 302 ? { location: 'http://127.0.0.1:1/' } : {},
      )
    },
  })
  await once(server, 'listening')
  server.on('connection', (socket, request) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>
      received.push(frame)
      options.onFrame?.(frame, socket)
    })
    options.onSocket?.(socket, request)
  })
  const socket = (): WebSocket => {
    const last = sockets.at(-1)
    if (last === undefined) throw new Error('nobody has connected')
    return last
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    handshakes,
    sockets,
    socket,
    send(...frames) {
      for (const frame of frames) socket().send(JSON.stringify(frame))
    },
    async close() {
      for (const one of sockets) one.terminate()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** A client on a server, with a speaker that hears everything at once. */
export function startClient(
  url: string,
  options: { credential?: Credential; outbox?: Outbox; newId?: () => string; hears?: boolean } = {},
): LiveClient {
  const client = new LiveClient({
    clock: realClock,
    random: () => 0,
    log: silentLog,
    outbox: options.outbox ?? new MemoryOutbox(),
    credentials: () => Promise.resolve(options.credential ?? { kind: 'api-key', key: KEY }),
    resolveBaseUrl: () => Promise.resolve(url),
    ...(options.newId ? { newId: options.newId } : {}),
  })
  if (options.hears !== false) {
    client.on('play-end', ({ epoch }) => client.playback({ type: 'drained', epoch }))
  }
  client.useProfile(PROFILE)
  return client
}

export function isConnected(client: LiveClient): boolean {
  return client.snapshot().connection.status === 'connected'
}

/** 20 ms of a tone. */
export function speech(samples = 320): Uint8Array {
  const pcm = Int16Array.from({ length: samples }, (_, at) => Math.round(9000 * Math.sin(at / 6)))
  return new Uint8Array(pcm.buffer)
}
