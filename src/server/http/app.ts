import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { SERVER_NAME } from '../config.ts'
import type { ServerContext } from '../context.ts'
import { pathOf } from '../log.ts'
import { readAnythingAsJson } from './body.ts'
import { chatRoute } from './chat-route.ts'
import { fail } from './envelope.ts'
import { fileRoutes } from './file-routes.ts'
import { requireKey, requireToken } from './guard.ts'
import { listRoutes } from './list-routes.ts'
import { loginRoute } from './login-route.ts'

/** The HTTP half of the server. There is no CORS, on purpose: a web page cannot read any of it. */
export async function createApp(context: ServerContext): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: context.limits.maxMessageBytes,
    // An address that differs in case or by a slash is another address, as on the reference server.
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false },
    forceCloseConnections: true,
    // Some HTTP clients offer h2c with every request: that is no WebSocket, and must not be answered like one.
    http: { shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket' },
  })

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('server', SERVER_NAME)
  })
  app.addHook('onResponse', async (request, reply) => {
    context.log.info(
      {
        method: request.method,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })

  app.setErrorHandler(async (error, _request, reply) => {
    const { statusCode = 500, message } = error as { statusCode?: number; message: string }
    if (statusCode < 500) return reply.code(statusCode).send(fail(message))
    context.log.error({ err: error }, 'a request failed')
    return reply.code(500).send(fail('Internal server error'))
  })

  // As on the reference server, what lies under /api is not even missing to who has not signed in.
  app.setNotFoundHandler(async (request, reply) => {
    const path = pathOf(request.url)
    if (path.startsWith('/api/v1/')) {
      if ((await requireKey(context, request, reply, 'chat')) === null) return reply
    } else if (path.startsWith('/api/')) {
      if ((await requireToken(context, request, reply)) === null) return reply
    }
    return reply.code(404).send(fail('Not found'))
  })

  await fileRoutes(app, context)
  loginRoute(app, context)
  listRoutes(app, context)
  await app.register((scope, _options, done) => {
    readAnythingAsJson(scope)
    chatRoute(scope, context)
    done()
  })
  return app
}
