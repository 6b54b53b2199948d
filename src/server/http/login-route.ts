import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { PATHS } from '../../shared/live-api/limits.ts'
import type { ServerContext } from '../context.ts'
import { fail, ok } from './envelope.ts'

const bodySchema = z.object({ username: z.string().min(1).max(300), password: z.string().min(1).max(300) })

/** Dashboard sign-in: `{username, password}`, the password as md5 hex, for a token of 7 days. */
export function loginRoute(app: FastifyInstance, context: ServerContext): void {
  app.post(PATHS.login, { bodyLimit: 16 * 1024 }, async (request, reply) => {
    const body = bodySchema.safeParse(request.body)
    if (!body.success) return reply.send(fail('Missing key: username or password'))
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const result = await context.accounts.login(body.data.username, body.data.password, gone.signal)
    switch (result.kind) {
      case 'ok':
        return reply.send(ok({ token: result.token, username: body.data.username, change_pwd_hint: false }))
      case 'wrong':
        return reply.send(fail('Incorrect username or password'))
      case 'too-many':
        return reply
          .code(429)
          .header('retry-after', Math.ceil(result.waitMs / 1000))
          .send(fail('Too many wrong passwords. Try again later.'))
    }
  })
}
