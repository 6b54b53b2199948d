import WebSocket from 'ws'
import type { ClientOptions } from 'ws'
import { FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { MAX_MESSAGE_BYTES } from '../../shared/live-api/limits.ts'
import { classifyClose, classifyError, classifyHandshake } from './connection/classify.ts'
import type { ServerKind } from './connection/state.ts'
import { authorization } from './credentials.ts'
import type { Credential } from './credentials.ts'
import { pinnedConnection } from './tls-pin.ts'

/** How long the TCP, TLS and WebSocket handshakes may take together, in ms. */
const HANDSHAKE_MS = 10_000

/**
 * Unsent bytes at which the connection is given up. The longest segment, sent whole after a reconnect, is a fifth of it: a
 * network with this much to send stands still, and what is queued here would only grow.
 */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024

/** How long a peer may take to answer our close, in ms. */
const CLOSE_MS = 1000

export interface SocketHandlers {
  onOpen(serverKind: ServerKind): void
  onText(text: string): void
  onPong(): void
  /** Once, whatever happened: refused, broken, or closed by either side. */
  onClosed(failure: Failure): void
}

export interface OpenSocket {
  /** Sends one text message. False when the socket can't take it any more. */
  send(text: string): boolean
  ping(): void
  /** Bytes that wait here for the network. */
  buffered(): number
  /** Closes, and forgets the handlers: nothing more is reported. */
  close(): void
}

export interface SocketRequest {
  url: URL
  credential: Credential
  /** SHA-256 of the one certificate to accept, or null for the usual rules. */
  pinnedCertificate: string | null
}

/**
 * Opens a WebSocket by Parley's rules: the API key only in a header, no redirects, no compression (audio does not
 * shrink, and the reference server negotiates it when offered), messages up to 16 MiB.
 */
export function openSocket(request: SocketRequest, handlers: SocketHandlers): OpenSocket {
  const socket = new WebSocket(request.url, options(request))
  let isOpen = false
  let isOver = false

  const over = (failure: Failure): void => {
    if (isOver) return
    isOver = true
    socket.terminate()
    handlers.onClosed(failure)
  }

  socket.on('open', () => {
    isOpen = true
  })
  socket.on('upgrade', (response) => {
    const kind = serverKindOf(response.headers)
    socket.once('open', () => {
      if (!isOver) handlers.onOpen(kind)
    })
  })
  socket.on('message', (data) => {
    if (!isOver) handlers.onText(textOf(data))
  })
  socket.on('pong', () => {
    if (!isOver) handlers.onPong()
  })
  socket.on('unexpected-response', (clientRequest, response) => {
    clientRequest.destroy()
    over(classifyHandshake(response.statusCode ?? 0, request.credential.kind === 'jwt'))
  })
  socket.on('error', (error) => {
    over(error instanceof FailureError ? error.failure : classifyError(error, isOpen))
  })
  socket.on('close', (code, reason) => over(classifyClose(code, reason.toString('utf8'))))

  return {
    send(text) {
      if (isOver || socket.readyState !== WebSocket.OPEN) return false
      socket.send(text)
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) {
        over({ code: 'TIMEOUT', message: 'The network is too slow to send on', retryable: true })
      }
      return true
    },
    ping() {
      if (!isOver && socket.readyState === WebSocket.OPEN) socket.ping()
    },
    buffered: () => socket.bufferedAmount,
    close() {
      isOver = true
      if (socket.readyState === WebSocket.OPEN) {
        socket.close(1000)
        setTimeout(() => socket.terminate(), CLOSE_MS).unref()
      } else {
        socket.terminate()
      }
    },
  }
}

function options(request: SocketRequest): ClientOptions {
  const { credential, pinnedCertificate, url } = request
  return {
    headers: credential.kind === 'api-key' ? authorization(credential) : {},
    followRedirects: false,
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    ...(pinnedCertificate !== null && url.protocol === 'wss:'
      ? // http.request also takes a connection later, by callback; the type knows only the immediate form.
        {
          createConnection: pinnedConnection(
            pinnedCertificate,
          ) as unknown as ClientOptions['createConnection'],
        }
      : {}),
  }
}

/** Our own server names itself; Hypercorn is what AstrBot's dashboard runs on. */
function serverKindOf(headers: Record<string, string | string[] | undefined>): ServerKind {
  const server = String(headers['server'] ?? '')
  if (/^parley\b/i.test(server) || headers['x-parley-server'] !== undefined) return 'parley'
  return /hypercorn/i.test(server) ? 'astrbot' : 'unknown'
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8')
}
