import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StoredFile {
  name: string
  contentType: string
  bytes: Buffer
}

/** What the imitation does besides the usual. */
export interface Quirks {
  /** Answers before the body was read, and cuts the connection. */
  tooBigAt?: number
  status?: number
  html?: boolean
  redirect?: string
  /** Cuts the download in the middle. */
  cutDownload?: boolean
  /** Takes an upload and answers a little at a time, for ever. */
  drips?: boolean
}

/**
 * Imitates the reference server's file API: its envelopes, its statuses (an error is mostly 200), its headers, and that it
 * stores under the client's file name, so that a second upload of the same name replaces the first one's bytes.
 */
export async function startFileServer(quirks: Quirks = {}) {
  const byName = new Map<string, StoredFile>()
  const idToName = new Map<string, string>()
  const requests: { method: string; url: string; authorization: string | undefined }[] = []

  const json = (response: ServerResponse, status: number, body: object): void => {
    const text = JSON.stringify(body)
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text)
  }
  const error = (response: ServerResponse, status: number, message: string): void =>
    json(response, status, { status: 'error', message, data: null })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://x')
    requests.push({
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization,
    })
    if (quirks.redirect) return void response.writeHead(307, { location: quirks.redirect }).end()
    if (quirks.status)
      return void response.writeHead(quirks.status, { 'content-type': 'text/html' }).end('<h1>no</h1>')
    if (quirks.html) {
      const page = '404 Not found。如果你初次使用打开面板发现 404, 请参考文档'
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-length': Buffer.byteLength(page),
        })
        .end(page)
      return
    }
    if (quirks.tooBigAt && Number(request.headers['content-length']) > quirks.tooBigAt) {
      response.writeHead(413, { 'content-type': 'text/html', connection: 'close' }).end('<h1>413</h1>')
      return
    }
    const token = request.headers.authorization?.replace('Bearer ', '')
    const isJwt = url.pathname.startsWith('/api/chat/')
    if (token === undefined) {
      error(response, 401, 'Missing API key')
      return
    }
    if (isJwt ? token !== 'new-token' : !token.startsWith('abk_')) {
      error(response, 401, 'Invalid API key')
      return
    }
    if (token === 'abk_chat_only') {
      error(response, 403, 'Insufficient API key scope')
      return
    }
    if (request.method === 'POST') return upload(request, response)
    download(url, response)
  }

  async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
    const body = Buffer.concat(pieces)
    const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1] ?? '?'
    const start = body.indexOf('\r\n\r\n')
    const head = body.subarray(0, start).toString('utf8')
    const end = body.lastIndexOf(`\r\n--${boundary}--`)
    const name = /name="file"; filename="([^"]*)"/.exec(head)?.[1]
    if (name === undefined || !head.startsWith(`--${boundary}`) || end < 0) {
      error(response, 200, 'Missing key: file')
      return
    }
    const contentType = /Content-Type: (.+)/.exec(head)?.[1]?.trim() ?? ''
    const type = contentType.startsWith('image/')
      ? 'image'
      : contentType.startsWith('audio/')
        ? 'record'
        : contentType.startsWith('video/')
          ? 'video'
          : 'file'
    byName.set(name, { name, contentType, bytes: body.subarray(start + 4, end) })
    const id = `id-${idToName.size + 1}`
    idToName.set(id, name)
    if (quirks.drips) {
      response.writeHead(200, { 'content-type': 'application/json' })
      const drip = setInterval(() => response.write(' '), 10)
      response.once('close', () => {
        clearInterval(drip)
      })
      return
    }
    json(response, 200, { status: 'ok', message: null, data: { attachment_id: id, filename: name, type } })
  }

  function download(url: URL, response: ServerResponse): void {
    const id = url.searchParams.get('attachment_id')
    if (!id) return error(response, 200, 'Missing key: attachment_id')
    const file = byName.get(idToName.get(id) ?? '')
    if (!file) return error(response, 200, 'Attachment not found')
    response.writeHead(200, {
      'content-type': file.contentType,
      'content-length': file.bytes.byteLength,
      etag: `"${file.bytes.byteLength}"`,
      'last-modified': new Date().toUTCString(),
    })
    if (!quirks.cutDownload) return void response.end(file.bytes)
    response.write(file.bytes.subarray(0, 10), () => response.destroy())
  }

  const server = createServer(
    (request, response) => void handle(request, response).catch(() => response.destroy()),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: byName,
    requests,
    close(): void {
      server.closeAllConnections()
      server.close()
    },
  }
}
