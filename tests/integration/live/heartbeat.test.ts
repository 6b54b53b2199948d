import { afterEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { silentLog } from '../../../src/main/lib/log.ts'
import { LiveClient } from '../../../src/main/live/client.ts'
import { CONNECTION_MS } from '../../../src/main/live/connection/state.ts'
import { MemoryOutbox } from '../../../src/main/live/memory-outbox.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { isConnected, KEY, PROFILE, speech, startServer, until } from './support.ts'
import type { TestServer } from './support.ts'

let server: TestServer
let client: LiveClient
let clock: FakeClock

afterEach(async () => {
  await client.dispose()
  await server.close()
})

async function connect(): Promise<void> {
  clock = new FakeClock()
  server = await startServer()
  client = new LiveClient({
    clock,
    random: () => 0,
    log: silentLog,
    outbox: new MemoryOutbox(),
    credentials: () => Promise.resolve({ kind: 'api-key', key: KEY }),
    resolveBaseUrl: () => Promise.resolve(server.url),
  })
  client.useProfile(PROFILE)
  client.connect()
  await until('a socket', () => server.sockets.length === 1)
  // The handshake's answer is on its way; the client pings once it was quiet for a moment.
  await until('connected', () => {
    if (client.snapshot().connection.status === 'connecting') clock.advance(CONNECTION_MS.quiet)
    return isConnected(client)
  })
}

/** The TCP socket below: a paused one is a network that stands still. */
const network = (socket: WebSocket) =>
  (socket as unknown as { _socket: { pause(): void; resume(): void } })._socket

describe('the heartbeat', () => {
  it('keeps a connection that answers, for hours', async () => {
    await connect()
    for (let beat = 0; beat < 20; beat += 1) {
      let pings = 0
      server.socket().once('ping', () => (pings += 1))
      clock.advance(CONNECTION_MS.ping)
      await until('a ping', () => pings === 1)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(isConnected(client)).toBe(true)
    expect(server.sockets).toHaveLength(1)
  })

  it('finds a network that stands still, and connects anew', async () => {
    await connect()
    network(server.socket()).pause()
    clock.advance(CONNECTION_MS.ping)
    await new Promise((resolve) => setTimeout(resolve, 20))
    clock.advance(CONNECTION_MS.pong)
    expect(client.snapshot().connection.lastError?.code).toBe('HEARTBEAT_LOST')
    clock.advance(0)
    await until('a second socket', () => server.sockets.length === 2)
  })

  it('is patient with a network that has much to send first, but not for ever', async () => {
    await connect()
    network(server.socket()).pause()
    client.startSpeaking()
    for (let second = 0; second < 280; second += 1) client.pushAudio(speech(16_000))
    // 12 MB at 32 kB a second: the ping may well come after six minutes.
    clock.advance(CONNECTION_MS.ping)
    clock.advance(120_000)
    expect(isConnected(client)).toBe(true)
    network(server.socket()).resume()
    await until('all of it', () => server.received.length === 281)
    await new Promise((resolve) => setTimeout(resolve, 20))
    // Answered: from here on, it is an ordinary heartbeat again.
    for (let beat = 0; beat < 40; beat += 1) {
      clock.advance(CONNECTION_MS.ping)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(isConnected(client)).toBe(true)
  })

  it('gives up a network that stood still for as long as all of it could have taken', async () => {
    await connect()
    network(server.socket()).pause()
    client.startSpeaking()
    for (let second = 0; second < 280; second += 1) client.pushAudio(speech(16_000))
    clock.advance(CONNECTION_MS.ping + 600_000)
    expect(client.snapshot().connection.lastError?.code).toBe('HEARTBEAT_LOST')
  })
})
