import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/** One message that went through. */
export interface PassedFrame {
  readonly direction: 'up' | 'down'
  readonly json: { t?: string; type?: string; data?: unknown; [key: string]: unknown }
}

/** A proxy in front of a Live API server that remembers every frame, and can cut the wire. */
export interface RecordingProxy {
  readonly url: string
  readonly frames: PassedFrame[]
  /** Drops every open connection without a close frame, as a lost network does. */
  cut(): void
  close(): Promise<void>
}

/** Starts a proxy for WebSocket connections to `target` (`http://host:port`). */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const frames: PassedFrame[] = []
  const sockets = new Set<WebSocket>()
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await once(server, 'listening')
  server.on('connection', (down: WebSocket, request: IncomingMessage) => {
    const { authorization } = request.headers
    const up = new WebSocket(`${target.replace('http', 'ws')}${request.url ?? ''}`, {
      headers: authorization ? { authorization } : {},
      perMessageDeflate: false,
    })
    for (const socket of [down, up]) sockets.add(socket)
    const waiting: string[] = []
    const pass = (direction: PassedFrame['direction'], text: string) => {
      frames.push({ direction, json: JSON.parse(text) as PassedFrame['json'] })
    }
    down.on('message', (data: Buffer) => {
      const text = data.toString()
      pass('up', text)
      if (up.readyState === WebSocket.OPEN) up.send(text)
      else waiting.push(text)
    })
    up.on('open', () => {
      for (const text of waiting) up.send(text)
    })
    up.on('message', (data: Buffer) => {
      pass('down', data.toString())
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
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    frames,
    cut: () => {
      for (const socket of sockets) socket.terminate()
      sockets.clear()
    },
    close: async () => {
      for (const socket of sockets) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}
