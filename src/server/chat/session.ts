import { randomUUID } from 'node:crypto'
import { InputQueue } from '../input-queue.ts'
import { INTERRUPTED } from '../live/turn.ts'
import { resolveMessage } from '../message-parts.ts'
import type { Principal } from '../auth/principal.ts'
import type { ServerContext } from '../context.ts'
import type { SessionRecord } from '../store/conversations.ts'
import type { Connection } from '../ws/connection.ts'
import type { RawFrame } from '../ws/decode.ts'
import { chatReply } from './reply.ts'

/** Codes of chat errors: the contract's three. */
type ChatErrorCode = 'INVALID_MESSAGE_FORMAT' | 'PROCESSING_ERROR' | 'INTERRUPTED'

export type ChatSession = ReturnType<typeof createChatSession>

/**
 * One chat socket. `bind` and `interrupt` are served as they come, also during a reply; requests, and errors about frames, are
 * answered strictly in order. A reply goes to the socket that asked, under its own `message_id`: two sockets that use the
 * same id do not share anything.
 */
export function createChatSession(context: ServerContext, connection: Connection, principal: Principal) {
  const { clock, limits, log, store } = context
  const subscription = `ws_sub_${randomUUID().replaceAll('-', '')}`
  const bound = new Set<string>()
  const queue = new InputQueue<RawFrame>(limits.maxQueuedInputs, limits.maxMessageBytes * 4)
  let running: AbortController | null = null
  let isServing = false

  connection.gone.addEventListener('abort', () => {
    running?.abort()
    queue.clear()
  })

  const send = (frame: object): void => void connection.send({ ct: 'chat', ...frame })
  const sendError = (data: string, code: ChatErrorCode): void => send({ t: 'error', data, code })

  function receive(frame: RawFrame, size: number): void {
    switch (frame['t']) {
      case 'bind':
        bind(frame)
        break
      case 'interrupt':
        if (running) running.abort(INTERRUPTED)
        else sendError('INTERRUPTED', 'INTERRUPTED')
        break
      default:
        // Everything else is answered in its place: an error in the middle of a reply would be taken for its end.
        queue.add(frame, size)
        serve()
    }
  }

  function bind(frame: RawFrame): void {
    const sessionId = frame['session_id']
    if (typeof sessionId !== 'string' || sessionId === '') {
      sendError('session_id is required', 'INVALID_MESSAGE_FORMAT')
    } else if (isForeign(sessionId)) {
      sendError('session_id belongs to another username', 'PROCESSING_ERROR')
    } else {
      bound.add(sessionId)
      send({ type: 'session_bound', session_id: sessionId, message_id: subscription })
    }
  }

  /** Within one key, a session belongs to the user name that began it. */
  function isForeign(sessionId: string): boolean {
    const session = store.conversations.find(principal.owner, sessionId)
    return session !== null && (session.username !== principal.username || session.platform !== 'webchat')
  }

  function serve(): void {
    if (isServing) return
    isServing = true
    void serveAll()
      .catch((error: unknown) => log.error({ err: error }, 'a chat session failed'))
      .finally(() => {
        isServing = false
        if (queue.size > 0) serve()
      })
  }

  async function serveAll(): Promise<void> {
    for (let taken = queue.take(); taken; taken = queue.take()) {
      if (taken.kind === 'busy') {
        sendError('Session is busy', 'PROCESSING_ERROR')
        continue
      }
      const frame = taken.input
      if (frame === INVALID) sendError('The frame is not a JSON object', 'INVALID_MESSAGE_FORMAT')
      else if (frame['t'] === 'send') await answer(frame)
      else sendError(`Unsupported message type: ${named(frame['t'])}`, 'INVALID_MESSAGE_FORMAT')
    }
  }

  async function answer(frame: RawFrame): Promise<void> {
    if (!Array.isArray(frame['message'])) {
      sendError('message must be list', 'INVALID_MESSAGE_FORMAT')
      return
    }
    const message = resolveMessage(frame['message'], (id) => context.attachments.find(principal.owner, id))
    if (!message) {
      sendError('Message content is empty', 'INVALID_MESSAGE_FORMAT')
      return
    }
    const sessionId = text(frame['session_id']) ?? randomUUID()
    if (isForeign(sessionId)) {
      sendError('session_id belongs to another username', 'PROCESSING_ERROR')
      return
    }
    const request = {
      session: openSession(sessionId),
      messageId: text(frame['message_id']) ?? randomUUID(),
      message,
      streaming: frame['enable_streaming'] !== false,
    }
    running = new AbortController()
    const { signal } = running
    try {
      for await (const item of chatReply(context, principal, request, signal)) {
        if (item.type === 'failure') sendError((item as { message: string }).message, 'PROCESSING_ERROR')
        else send(item)
        await connection.drained(connection.gone)
      }
    } finally {
      running = null
    }
    if (signal.reason === INTERRUPTED) sendError('INTERRUPTED', 'INTERRUPTED')
  }

  function openSession(sessionId: string): SessionRecord {
    return store.conversations.ensure(principal.owner, sessionId, principal.username, 'webchat', clock.now())
  }

  return {
    receive,
    /** A message that is no JSON object: answered in its place, and the socket lives on. */
    receiveInvalid(): void {
      receive(INVALID, 0)
    },
    isBoundTo: (sessionId: string): boolean => bound.has(sessionId),
    /** Something that nobody asked for just now: a lone `plain`, kept with the session. */
    push(sessionId: string, data: string): void {
      const parts = [{ type: 'plain' as const, text: data }]
      store.conversations.add(
        { session: openSession(sessionId).pk, role: 'assistant', text: data, parts },
        clock.now(),
      )
      send({ type: 'plain', data, streaming: false, chain_type: null, message_id: subscription })
    },
  }
}

/** Stands in the queue for a message that was no JSON object. */
const INVALID: RawFrame = Object.freeze({})

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A frame's name as the reference server writes it into its error. */
function named(value: unknown): string {
  if (value === undefined || value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 100)
}
