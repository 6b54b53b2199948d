import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Chance } from './chance.ts'
import { endTogether } from './socket-pair.ts'

/** A network between a client and a server that breaks where chance has it. */
export interface CuttingNetwork {
  readonly url: string
  /** What was being done on connections that were cut, in order. */
  readonly cuts: string[]
  /** Breaks at most so many times from now on. */
  allow(cuts: number): void
  close(): Promise<void>
}

/** Where a connection breaks: when so many bytes of a request (`up`) or of its answer (`down`) have passed, or before a word. */
interface Break {
  readonly way: 'up' | 'down'
  left: number
  readonly before?: string
}

/** Longest time, in ms, that nothing gets through after the whole network was lost. */
const MAX_OUTAGE_MS = 150

/** After each piece of an upload (up to 64 KiB), in ms. */
const UPLOAD_PAUSE_MS = 2

/** Puts one in front of `target` (`http://host:port`). */
export async function startCuttingNetwork(target: string, chance: Chance): Promise<CuttingNetwork> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const cuts: string[] = []
  let allowed = 0
  let isOut = false

  const loseAll = (): void => {
    isOut = true
    setTimeout(() => (isOut = false), chance.upTo(MAX_OUTAGE_MS))
    for (const socket of sockets) socket.destroy()
  }

  const server = createServer((down) => {
    if (isOut) {
      down.destroy()
      return
    }
    const up = connect(Number(port), hostname)
    let planned: Break | null = null
    let doing = ''
    endTogether([down, up], sockets)

    const cut = (way: Break['way'], lastBytes: Buffer): void => {
      planned = null
      allowed -= 1
      const isTotal = chance.is(0.4)
      cuts.push(`${doing} ${way}${isTotal ? ', and all others' : ''}`)
      // The last bytes arrive, and then nothing; the sender is told, or finds out.
      if (way === 'up') up.end(lastBytes)
      else down.end(lastBytes)
      const sender = way === 'up' ? down : up
      if (chance.is(0.5)) sender.resetAndDestroy()
      else sender.destroy()
      if (isTotal) loseAll()
    }
    const pass = (way: Break['way'], from: Socket, to: Socket, bytes: Buffer): void => {
      if (planned?.way === way && allowed > 0) {
        const word = planned.before === undefined ? -1 : bytes.indexOf(planned.before)
        const end = word < 0 ? planned.left : word
        if (end < bytes.byteLength) {
          cut(way, bytes.subarray(0, end))
          return
        }
        planned.left -= bytes.byteLength
      }
      const isFull = !to.write(bytes)
      if (doing === 'upload' && way === 'up') {
        // Not as quick as loopback: other things happen while a file goes up.
        from.pause()
        setTimeout(() => from.resume(), UPLOAD_PAUSE_MS)
      } else if (isFull) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    }
    down.on('data', (bytes: Buffer) => {
      const request = /^(GET|POST) \S+ HTTP[^]*?\r\n\r\n/.exec(bytes.toString('latin1', 0, 2000))
      // A connection may be used again for the next one.
      if (request) {
        doing = request[1] === 'POST' ? 'upload' : 'socket'
        planned = chance.is(0.75) ? planBreak(request[0], chance) : null
      }
      pass('up', down, up, bytes)
    })
    up.on('data', (bytes: Buffer) => {
      pass('down', up, down, bytes)
    })
    down.on('end', () => up.end())
    up.on('end', () => down.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts,
    allow: (count) => {
      allowed = count
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Anywhere: before the first byte, in the handshake or the head, in the middle, and after all but the answer has passed. */
function planBreak(head: string, chance: Chance): Break {
  const body = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? NaN)
  if (Number.isFinite(body)) {
    return chance.is(0.7)
      ? { way: 'up', left: chance.upTo(head.length + body) }
      : { way: 'down', left: chance.upTo(400) }
  }
  // A turn has begun at the server, and the client does not know it.
  if (chance.is(0.4)) return { way: 'down', left: Infinity, before: '"input_type"' }
  if (chance.is(0.5)) return { way: 'up', left: chance.upTo(head.length + 1500) }
  // There is sound in what comes down, and what matters happens before that.
  return { way: 'down', left: Math.floor(chance.upTo(100) ** 2.5) }
}
