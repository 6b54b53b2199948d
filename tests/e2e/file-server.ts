import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'

export interface GivenFile {
  readonly kind: 'image' | 'record' | 'video' | 'file'
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/**
 * A Live API server as AstrBot's is towards files: it ignores ranges, and answers every message with all the files that it
 * has, one of which it has only the name, and a picture within the frame.
 */
export async function startFileServer(files: Readonly<Record<string, GivenFile>>, inline: Uint8Array) {
  const received: Record<string, unknown>[] = []
  const uploads: Buffer[] = []
  const server = createServer((request, response) => void answer(request, response))
  const sockets = new WebSocketServer({ server })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      const pieces: Buffer[] = []
      for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
      uploads.push(Buffer.concat(pieces))
      const data = { attachment_id: 'uploaded', filename: 'x', type: 'image' }
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: 'ok', data }))
      return
    }
    const id = new URL(request.url ?? '', 'http://x').searchParams.get('attachment_id') ?? ''
    const file = files[id]
    if (!file) {
      response.writeHead(404).end()
      return
    }
    const { contentType, bytes } = file
    response.writeHead(200, {
      'content-type': contentType,
      'content-length': bytes.byteLength,
      etag: '"x"',
    })
    response.end(bytes)
  }

  const reply = (socket: WebSocket): void => {
    const send = (frame: object): void => socket.send(JSON.stringify(frame))
    send({ t: 'metrics', data: { input_type: 'text' } })
    send({ t: 'user_msg', data: { text: 'x', ts: 0 } })
    send({ t: 'bot_delta_chunk', data: { text: 'Here they are.' } })
    for (const [id, { kind, name }] of Object.entries(files)) {
      send({ t: kind, data: { attachment_id: id, filename: name, type: kind }, message_id: 'm' })
    }
    send({ t: 'image', data: { raw: '[IMAGE]gone.jpg' }, message_id: 'm' })
    send({ t: 'image', data: { raw: `base64://${Buffer.from(inline).toString('base64')}` }, message_id: 'm' })
    send({ t: 'bot_msg', data: { text: '', ts: 0 } })
    send({ t: 'end' })
  }
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined)
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>
      received.push(frame)
      if (frame['t'] === 'text_input') reply(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    uploads,
    close(): void {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
