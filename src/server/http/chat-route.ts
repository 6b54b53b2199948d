import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { PATHS } from '../../shared/live-api/limits.ts'
import { AbortedError, untilAborted } from '../abort.ts'
import { chatReply } from '../chat/reply.ts'
import type { ServerContext } from '../context.ts'
import { resolveMessage } from '../message-parts.ts'
import { configProblem } from './configs.ts'
import { fail } from './envelope.ts'
import { requireKey } from './guard.ts'
import { resolveUsername, textOf } from './fields.ts'

/** A comment line this often keeps proxies and clients from giving up on a slow reply, ms. */
const HEARTBEAT_MS = 10_000

/**
 * `POST /api/v1/chat`: one chat request, answered as Server-Sent Events. The first item is `session_id`; the others are those
 * of chat mode, without `ct`. What is wrong with the request is answered as a JSON envelope with HTTP 200.
 */
export function chatRoute(app: FastifyInstance, context: ServerContext): void {
  app.post(PATHS.chat, async (request, reply) => {
    const owner = await requireKey(context, request, reply, 'chat')
    if (owner === null) return reply
    const body = isObject(request.body) ? request.body : {}
    const username = resolveUsername(body['username'])
    if (!username.ok) return reply.send(fail(username.message))
    const sessionId = textOf(body['session_id'] ?? body['conversation_id'])
    const { conversations } = context.store
    const known = sessionId === '' ? null : conversations.find(owner, sessionId)
    if (known && (known.username !== username.value || known.platform !== 'webchat')) {
      return reply.send(fail('session_id belongs to another username'))
    }
    const badConfig = configProblem(body['config_id'], body['config_name'])
    if (badConfig !== null) return reply.send(fail(badConfig))
    if (!('message' in body)) return reply.send(fail('Missing key: message or files'))
    const list =
      typeof body['message'] === 'string' ? [{ type: 'plain', text: body['message'] }] : body['message']
    const message = Array.isArray(list)
      ? resolveMessage(list, (id) => context.attachments.find(owner, id))
      : null
    if (!message) return reply.send(fail('Message content is empty (reply only is not allowed)'))

    const principal = { owner, username: username.value }
    const session = conversations.ensure(
      owner,
      sessionId || randomUUID(),
      username.value,
      'webchat',
      context.clock.now(),
    )
    reply.hijack()
    const stream = openStream(reply.raw)
    const chat = {
      session,
      messageId: randomUUID(),
      message,
      streaming: body['enable_streaming'] !== false,
    }
    try {
      await stream.send({ type: 'session_id', data: null, session_id: session.sessionId })
      for await (const item of chatReply(context, principal, chat, stream.gone)) {
        await stream.send(item.type === 'failure' ? { type: 'error', data: item.message } : item)
      }
    } catch (thrown) {
      if (!(thrown instanceof AbortedError)) context.log.error({ err: thrown }, 'a chat stream failed')
    } finally {
      stream.end()
    }
    return reply
  })
}

/** A response that carries events. Sending waits for a slow reader. */
function openStream(response: ServerResponse) {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.on('error', () => gone.abort())
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    connection: 'keep-alive',
  })
  const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), HEARTBEAT_MS)
  return {
    gone: gone.signal,
    async send(item: object): Promise<void> {
      if (gone.signal.aborted || response.write(`data: ${JSON.stringify(item)}\n\n`)) return
      await untilAborted(new Promise<void>((resolve) => response.once('drain', resolve)), gone.signal)
    },
    end(): void {
      clearInterval(heartbeat)
      response.end()
    },
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
