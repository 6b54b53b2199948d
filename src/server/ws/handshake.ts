import type { IncomingMessage } from 'node:http'
import { PATHS } from '../../shared/live-api/limits.ts'
import { apiKeyOf } from '../auth/credentials.ts'
import { accountOwner, keyOwner } from '../auth/principal.ts'
import type { Principal } from '../auth/principal.ts'
import type { ServerContext } from '../context.ts'
import { resolveUsername } from '../http/fields.ts'
import { queryOf } from '../http/guard.ts'
import { pathOf } from '../log.ts'

/** Which mode a socket's frames are in: fixed by its address, or named by `ct` in each frame. */
export type SocketMode = 'live' | 'chat' | 'per-frame'

export type Handshake =
  | { kind: 'welcome'; principal: Principal; keyId: string | null; mode: SocketMode }
  /** Answered 101, then told why, then closed with 1008: how the API-key endpoint refuses. */
  | {
      kind: 'refuse-after-open'
      code: 'UNAUTHORIZED' | 'BAD_USER' | 'INVALID_MESSAGE'
      data: string
      reason: string
    }
  /** Answered with an HTTP status and no body. */
  | { kind: 'refuse'; status: 400 | 403 }

/** Decides on one handshake: key, then user name, then mode, as the reference server does. */
export async function decideHandshake(context: ServerContext, request: IncomingMessage): Promise<Handshake> {
  const query = queryOf(request)
  switch (pathOf(request.url)) {
    case PATHS.liveV1:
      return withKey(context, request, query)
    case PATHS.liveJwt:
      return withToken(context, query, 'live')
    case PATHS.unifiedJwt:
      return withToken(context, query, 'per-frame')
    default:
      return { kind: 'refuse', status: 400 }
  }
}

async function withKey(
  context: ServerContext,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Handshake> {
  const checked = await context.keys.check(apiKeyOf(request.headers, query), 'chat')
  if (!checked.ok) return refuse('UNAUTHORIZED', checked.reason)
  const username = resolveUsername(query.get('username'))
  if (!username.ok) return refuse('BAD_USER', username.message)
  const mode = (query.get('ct') ?? '').trim() || 'live'
  if (mode !== 'live' && mode !== 'chat') {
    return refuse('INVALID_MESSAGE', "ct must be 'live' or 'chat'", 'Invalid ct')
  }
  const principal = { owner: keyOwner(checked.key), username: username.value }
  return { kind: 'welcome', principal, keyId: checked.key.id, mode }
}

async function withToken(
  context: ServerContext,
  query: URLSearchParams,
  mode: SocketMode,
): Promise<Handshake> {
  const token = query.get('token')
  const checked = token ? await context.accounts.verify(token) : null
  if (!checked?.ok) return { kind: 'refuse', status: 403 }
  const { username } = checked
  return { kind: 'welcome', principal: { owner: accountOwner(username), username }, keyId: null, mode }
}

function refuse(
  code: 'UNAUTHORIZED' | 'BAD_USER' | 'INVALID_MESSAGE',
  data: string,
  reason: string = data,
): Handshake {
  return { kind: 'refuse-after-open', code, data, reason }
}
