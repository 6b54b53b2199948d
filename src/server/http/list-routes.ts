import type { FastifyInstance } from 'fastify'
import { PATHS } from '../../shared/live-api/limits.ts'
import type { ServerContext } from '../context.ts'
import type { Platform, SessionRecord } from '../store/conversations.ts'
import { ASSISTANT_CONFIGS } from './configs.ts'
import { fail, ok } from './envelope.ts'
import { queryOf, requireKey } from './guard.ts'
import { resolveUsername } from './fields.ts'

const MAX_PAGE_SIZE = 100

/** `GET /api/v1/chat/sessions` and `GET /api/v1/configs`. */
export function listRoutes(app: FastifyInstance, context: ServerContext): void {
  app.get(PATHS.sessions, async (request, reply) => {
    const owner = await requireKey(context, request, reply, 'chat')
    if (owner === null) return reply
    const query = queryOf(request.raw)
    const username = resolveUsername(query.get('username'))
    if (!username.ok) return reply.send(fail(username.message))
    const page = integer(query.get('page') ?? '1')
    const pageSize = integer(query.get('page_size') ?? '20')
    if (page === null || pageSize === null) return reply.send(fail('page and page_size must be integers'))

    const number = Math.max(1, page)
    const size = Math.min(MAX_PAGE_SIZE, Math.max(1, pageSize))
    const platform = platformOf(query.get('platform_id'))
    const { conversations } = context.store
    const sessions = conversations.list(owner, username.value, platform, size, (number - 1) * size)
    const total = conversations.count(owner, username.value, platform)
    return reply.send(ok({ sessions: sessions.map(toWire), page: number, page_size: size, total }))
  })

  app.get(PATHS.configs, async (request, reply) => {
    const owner = await requireKey(context, request, reply, 'config')
    if (owner === null) return reply
    return reply.send(ok({ configs: ASSISTANT_CONFIGS }))
  })
}

/** Sessions of other platforms are asked for by name; there are none, except the transcripts of live sockets. */
function platformOf(wanted: string | null): Platform {
  return wanted === null || wanted === '' ? 'webchat' : (wanted as Platform)
}

/** A whole number that SQLite can count with; null when the text is none. */
function integer(text: string): number | null {
  const trimmed = text.trim()
  return /^[+-]?\d{1,9}$/.test(trimmed) ? Number(trimmed) : null
}

function toWire(session: SessionRecord) {
  return {
    session_id: session.sessionId,
    platform_id: session.platform,
    creator: session.username,
    display_name: session.displayName,
    is_group: 0,
    created_at: new Date(session.createdAt).toISOString(),
    updated_at: new Date(session.updatedAt).toISOString(),
  }
}
