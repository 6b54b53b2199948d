import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { RATE } from './microphone-clock.ts'

/**
 * The plain way to send speech: nothing while it is spoken, then the whole of it as one frame. Gives the time from the end of
 * speech until the frame has been read at the other end of a socket on this machine, in ms.
 */
export async function plainUploadMs(speechMs: number): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 16 * 1024 * 1024 })
  await once(server, 'listening')
  const read = new Promise<number>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as { data: string }
        Buffer.from(frame.data, 'base64')
        resolve(performance.now())
      })
    })
  })
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await once(client, 'open')
  // Speech is no silence: samples of all sizes.
  const speech = Int16Array.from({ length: (speechMs * RATE) / 1000 }, (_, index) => (index * 7919) % 32_768)
  const begun = performance.now()
  const data = Buffer.from(speech.buffer).toString('base64')
  client.send(JSON.stringify({ t: 'speaking_part', data }))
  const ms = (await read) - begun
  client.terminate()
  server.close()
  return ms
}
