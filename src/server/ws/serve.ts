import type { WebSocket } from 'ws'
import type { Principal } from '../auth/principal.ts'
import { createChatSession } from '../chat/session.ts'
import type { ChatSession } from '../chat/session.ts'
import type { ServerContext } from '../context.ts'
import { createLiveSession } from '../live/session.ts'
import type { LiveSession } from '../live/session.ts'
import type { RingRouter } from '../rings/router.ts'
import type { Connection } from './connection.ts'
import { decodeFrame } from './decode.ts'
import type { SocketMode } from './handshake.ts'

/** What sockets share besides the context. */
export interface SessionServices {
  readonly rings: RingRouter
}

/**
 * Feeds one socket's frames to its sessions. A frame that is no JSON object is answered with `INVALID_MESSAGE_FORMAT`, in its
 * place among the inputs, and the socket lives on (the reference server closes it with 1000 and no word why).
 */
export function serveSocket(
  context: ServerContext,
  services: SessionServices,
  ws: WebSocket,
  connection: Connection,
  principal: Principal,
  mode: SocketMode,
): void {
  let live: LiveSession | null = null
  let chat: ChatSession | null = null
  const liveSession = (): LiveSession => {
    if (live) return live
    live = createLiveSession(context, connection, principal)
    services.rings.joinLive(principal, live, connection.gone)
    return live
  }
  const chatSession = (): ChatSession => {
    if (chat) return chat
    chat = createChatSession(context, connection, principal)
    services.rings.joinChat(principal, chat, connection.gone)
    return chat
  }
  // A live socket is ready to hear a timer ring before it has said anything itself.
  if (mode === 'live') liveSession()

  ws.on('message', (data: Buffer) => {
    const frame = decodeFrame(data)
    const isChat = mode === 'chat' || (mode === 'per-frame' && frame?.['ct'] === 'chat')
    const session = isChat ? chatSession() : liveSession()
    if (frame) session.receive(frame, data.length)
    else session.receiveInvalid()
  })
}
