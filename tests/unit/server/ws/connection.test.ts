import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import WebSocket, { WebSocketServer } from 'ws'
import { afterEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../../../src/server/log.ts'
import { createConnection } from '../../../../src/server/ws/connection.ts'
import type { Connection } from '../../../../src/server/ws/connection.ts'
import { createHub } from '../../../../src/server/ws/hub.ts'

const disposers: (() => void)[] = []
afterEach(() => {
  for (const dispose of disposers.splice(0)) dispose()
})

/** A real socket on loopback, both ends. */
async function pair(limits: { sendHighWaterBytes: number; sendStallMs: number }) {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const near = new Promise<Connection>((resolve) => {
    sockets.once('connection', (ws) => resolve(createConnection(ws, limits, createLogger('silent'))))
  })
  const far = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  far.on('error', () => undefined)
  disposers.push(
    () => far.terminate(),
    () => server.close(),
  )
  return { connection: await near, far }
}

const frame = { data: 'x'.repeat(1_000_000) }
const never = new AbortController().signal

describe('a connection', () => {
  it('lets a quick reader’s frames through without waiting', async () => {
    const { connection } = await pair({ sendHighWaterBytes: 10, sendStallMs: 10_000 })
    for (let i = 0; i < 5; i += 1) {
      expect(connection.send(frame)).toBe(true)
      await connection.drained(never)
    }
  })

  it('holds back for a slow reader, and goes on when it reads again', async () => {
    const { connection, far } = await pair({ sendHighWaterBytes: 1000, sendStallMs: 60_000 })
    await new Promise((resolve) => far.once('open', resolve))
    far.pause()
    // More than the kernel's buffers hold.
    for (let i = 0; i < 20; i += 1) connection.send(frame)
    let isDrained = false
    const drained = connection.drained(never).then(() => (isDrained = true))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(isDrained).toBe(false)
    far.resume()
    await drained
  })

  it('waiting ends with its signal, and with the socket', async () => {
    const { connection, far } = await pair({ sendHighWaterBytes: 1000, sendStallMs: 60_000 })
    await new Promise((resolve) => far.once('open', resolve))
    far.pause()
    for (let i = 0; i < 20; i += 1) connection.send(frame)
    const stop = new AbortController()
    const [first, second] = [connection.drained(stop.signal), connection.drained(never)]
    stop.abort()
    await expect(first).rejects.toThrow('aborted')
    far.terminate()
    await expect(second).rejects.toThrow('aborted')
    expect(connection.gone.aborted).toBe(true)
    expect(connection.send({})).toBe(false)
  })

  it('drops a reader that takes nothing', async () => {
    const { connection, far } = await pair({ sendHighWaterBytes: 1000, sendStallMs: 50 })
    await new Promise((resolve) => far.once('open', resolve))
    far.pause()
    for (let i = 0; i < 20; i += 1) connection.send(frame)
    await new Promise((resolve) => connection.gone.addEventListener('abort', resolve))
  })

  it('cuts off a peer that does not answer its close', async () => {
    const { connection, far } = await pair({ sendHighWaterBytes: 1e9, sendStallMs: 60_000 })
    await new Promise((resolve) => far.once('open', resolve))
    far.pause()
    connection.close(1001, 'bye', 20)
    await new Promise((resolve) => connection.gone.addEventListener('abort', resolve))
  })
})

describe('the hub', () => {
  it('counts places by owner and in all, and takes one back only once', () => {
    const hub = createHub({ maxSockets: 3, maxSocketsPerOwner: 2 })
    const places = ['a', 'a', 'a', 'b', 'b'].map((owner) => hub.takePlace(owner))
    expect(places.map((place) => place !== null)).toEqual([true, true, false, true, false])
    places[0]?.()
    places[0]?.()
    expect(hub.takePlace('b')).not.toBeNull()
    expect(hub.takePlace('c')).toBeNull()
  })
  it('takes nobody once it is closed', () => {
    const hub = createHub({ maxSockets: 3, maxSocketsPerOwner: 2 })
    hub.closeAll(1001, 'bye', 10)
    expect(hub.takePlace('a')).toBeNull()
  })
})
