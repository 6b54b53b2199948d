import type { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { CLOSE } from '../../shared/live-api/limits.ts'
import type { ServerContext } from '../context.ts'
import { SERVER_NAME } from '../config.ts'
import { pathOf } from '../log.ts'
import { createConnection } from './connection.ts'
import { decideHandshake } from './handshake.ts'
import type { Handshake } from './handshake.ts'
import type { Hub } from './hub.ts'
import { serveSocket } from './serve.ts'
import type { SessionServices } from './serve.ts'

/**
 * How long the reason of a refusal waits after the 101, ms. Some clients (undici, and with it Node's own WebSocket) lose a
 * frame that arrives in the same read as the 101, and then never learn why they were refused.
 */
const REFUSAL_DELAY_MS = 20
/** A half-open connection is found by TCP itself: the contract knows no pings from the server. */
const KEEP_ALIVE_MS = 60_000
const STATUS_TEXT = {
  400: 'Bad Request',
  403: 'Forbidden',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** Serves the WebSocket endpoints on an HTTP server. */
export function attachSockets(
  server: Server,
  context: ServerContext,
  hub: Hub,
  services: SessionServices,
): void {
  const { limits, log } = context
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    // Audio does not shrink, and on loopback nothing needs to.
    perMessageDeflate: false,
    // Offered subprotocols are not selected: the contract has none.
    handleProtocols: () => false,
  })
  // A client can then say whose server it is, and which of our improvements it may rely on.
  sockets.on('headers', (headers: string[]) => headers.push(`Server: ${SERVER_NAME}`))

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const onError = (error: Error): void => log.debug({ err: error }, 'a handshake broke off')
    socket.on('error', onError)
    if (socket instanceof Socket) socket.setKeepAlive(true, KEEP_ALIVE_MS)
    void decideHandshake(context, request)
      .then((decision) => answer(decision, request, socket, head))
      .catch((error: unknown) => {
        log.error({ err: error }, 'a handshake failed')
        refuse(socket, 500)
      })
      .finally(() => socket.off('error', onError))
  })

  function answer(decision: Handshake, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (socket.destroyed) return
    if (decision.kind === 'refuse') {
      log.info({ path: pathOf(request.url), status: decision.status }, 'handshake refused')
      refuse(socket, decision.status)
      return
    }
    if (decision.kind === 'refuse-after-open') {
      const { code, data, reason } = decision
      log.info({ path: pathOf(request.url), code, reason }, 'sign-in refused')
      sockets.handleUpgrade(request, socket, head, (ws) =>
        refuseAfterOpen(ws, { type: 'error', code, data }, reason),
      )
      return
    }
    const leave = hub.takePlace(decision.principal.owner)
    if (!leave) {
      refuse(socket, 503, 'Retry-After: 5\r\n')
      return
    }
    socket.once('close', leave)
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.once('close', leave)
      const connection = createConnection(ws, limits, log)
      hub.add({ principal: decision.principal, keyId: decision.keyId, connection })
      serveSocket(context, services, ws, connection, decision.principal, decision.mode)
    })
  }

  function refuseAfterOpen(ws: WebSocket, frame: object, reason: string): void {
    const connection = createConnection(ws, limits, log)
    setTimeout(() => {
      connection.send(frame)
      connection.close(CLOSE.policy, reason, limits.closeGraceMs)
    }, REFUSAL_DELAY_MS)
  }
}

function refuse(socket: Duplex, status: keyof typeof STATUS_TEXT, headers = ''): void {
  socket.once('finish', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_TEXT[status]}\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`,
  )
}
