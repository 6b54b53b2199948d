import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '../../shared/live-api/http.ts'
import { apiKeyOf, bearerOf } from '../auth/credentials.ts'
import { keyOwner } from '../auth/principal.ts'
import type { ServerContext } from '../context.ts'
import { fail } from './envelope.ts'

/** The query of a request, exactly as it was sent. */
export function queryOf(request: { url?: string | undefined }): URLSearchParams {
  const url = request.url ?? ''
  const at = url.indexOf('?')
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
}

/** Lets a request with a good key through and names its owner; answers 401 or 403 otherwise and returns null. */
export async function requireKey(
  context: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  scope: Scope,
): Promise<string | null> {
  const checked = await context.keys.check(apiKeyOf(request.headers, queryOf(request.raw)), scope)
  if (checked.ok) return keyOwner(checked.key)
  await reply.code(checked.reason === 'Insufficient API key scope' ? 403 : 401).send(fail(checked.reason))
  return null
}

/** Lets a request with a good dashboard token through and names the account; answers 401 otherwise and returns null. */
export async function requireToken(
  context: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | null> {
  const token = bearerOf(request.headers)
  if (token === null) {
    await reply.code(401).send(fail('未授权'))
    return null
  }
  const checked = await context.accounts.verify(token)
  if (checked.ok) return checked.username
  await reply.code(401).send(fail(checked.reason === 'expired' ? 'Token 过期' : 'Token 无效'))
  return null
}
