import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { endTogether } from './socket-pair.ts'

/** A network between a client and a server that can stop in the middle of an upload. */
export interface RoughNetwork {
  readonly url: string
  /** Uploads so far that were begun. */
  readonly uploads: number
  /** The next upload stops after so many bytes, until it is cut or goes on. */
  holdAfter(bytes: number): void
  /** Resolves when an upload is held. */
  held(): Promise<void>
  /** Cuts what is held, as a lost network does. `holdNextAfter`: the next upload, which may come at once, is held as well. */
  cut(holdNextAfter?: number): void
  goOn(): void
  close(): Promise<void>
}

/** Puts one in front of `target` (`http://host:port`). */
export async function startRoughNetwork(target: string): Promise<RoughNetwork> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let limit: number | null = null
  let uploads = 0
  let stopped: { down: Socket; goOn: () => void } | null = null
  let tell: () => void = () => undefined

  const server = createServer((down) => {
    const up = connect(Number(port), hostname)
    endTogether([down, up], sockets)
    let passed = 0
    let isUpload = false
    down.on('data', (bytes: Buffer) => {
      // A connection may be used again for the next one.
      if (bytes.toString('latin1', 0, 5) === 'POST ') {
        isUpload = true
        passed = 0
        uploads++
      }
      passed += bytes.byteLength
      if (isUpload && limit !== null && passed > limit) {
        limit = null
        down.pause()
        stopped = {
          down,
          goOn: () => {
            up.write(bytes)
            down.resume()
          },
        }
        tell()
      } else if (!up.write(bytes)) {
        down.pause()
        up.once('drain', () => down.resume())
      }
    })
    down.on('end', () => up.end())
    up.pipe(down)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get uploads() {
      return uploads
    },
    holdAfter: (bytes) => {
      // A client that gave up is not noticed while nothing is read from it.
      stopped?.down.destroy()
      stopped = null
      limit = bytes
    },
    held: () =>
      new Promise((resolve) => {
        if (stopped) resolve()
        else tell = resolve
      }),
    cut: (holdNextAfter) => {
      const held = stopped
      stopped = null
      limit = holdNextAfter ?? null
      held?.down.destroy()
    },
    goOn: () => {
      stopped?.goOn()
      stopped = null
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
