import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'

/** One message that went through. */
export interface PassedFrame {
  readonly direction: 'up' | 'down'
  readonly json: { t?: string; type?: string; data?: unknown; [key: string]: unknown }
}

/** A proxy in front of a Live API server that remembers every frame, and can be a bad network. */
export interface RecordingProxy {
  readonly url: string
  readonly frames: PassedFrame[]
  /** Drops every connection without a close frame, and takes no new ones. */
  goAway(): void
  comeBack(): void
  /** While true, nothing that the server says comes down. */
  deafen(deaf: boolean): void
  close(): Promise<void>
}

/** Starts a proxy for WebSocket connections to `target` (`http://host:port`). */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const frames: PassedFrame[] = []
  const sockets = new Set<WebSocket>()
  let isAway = false
  let isDeaf = false
  const sockets101 = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer((_request, response) => {
    response.writeHead(404).end()
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isAway) socket.destroy()
    else sockets101.handleUpgrade(request, socket, head, (down) => join(down, request))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const join = (down: WebSocket, request: IncomingMessage) => {
    const { authorization } = request.headers
    const up = new WebSocket(`${target.replace('http', 'ws')}${request.url ?? ''}`, {
      headers: authorization ? { authorization } : {},
      perMessageDeflate: false,
    })
    const waiting: string[] = []
    for (const socket of [down, up]) sockets.add(socket)
    const note = (direction: PassedFrame['direction'], text: string) => {
      frames.push({ direction, json: JSON.parse(text) as PassedFrame['json'] })
    }
    down.on('message', (data: Buffer) => {
      const text = data.toString()
      note('up', text)
      if (up.readyState === WebSocket.OPEN) up.send(text)
      else waiting.push(text)
    })
    up.on('open', () => {
      for (const text of waiting) up.send(text)
    })
    up.on('message', (data: Buffer) => {
      if (isDeaf) return
      note('down', data.toString())
      down.send(data.toString())
    })
    up.on('close', (code: number, reason: Buffer) => {
      if (code === 1005 || code === 1006) down.terminate()
      else down.close(code, reason)
    })
    down.on('close', () => {
      up.terminate()
    })
    up.on('error', () => {
      down.terminate()
    })
  }
  const cut = () => {
    for (const socket of sockets) socket.terminate()
    sockets.clear()
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    frames,
    goAway: () => {
      isAway = true
      cut()
    },
    comeBack: () => {
      isAway = false
    },
    deafen: (deaf) => {
      isDeaf = deaf
    },
    close: async () => {
      cut()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
