import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PATHS } from '../../shared/live-api/limits.ts'
import { accountOwner } from '../auth/principal.ts'
import type { ServerContext } from '../context.ts'
import { answerDownload } from './download.ts'
import { fail } from './envelope.ts'
import { queryOf, requireKey, requireToken } from './guard.ts'
import { answerUpload } from './upload.ts'

/** Finds out who asks; null when it has been answered already. */
type OwnerOf = (request: FastifyRequest, reply: FastifyReply) => Promise<string | null>

/** The file API, for API keys under `/api/v1/file` and for dashboard tokens under `/api/chat`. */
export async function fileRoutes(app: FastifyInstance, context: ServerContext): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(multipart)
    // Any other body is read and forgotten: the answer is "Missing key: file", not a parse error.
    scope.addContentTypeParser('*', (_request, payload, done) => {
      payload.resume()
      done(null)
    })
    scope.addHook('onRequest', async (request, reply) => {
      const announced = Number(request.headers['content-length'] ?? 0)
      if (announced <= context.limits.maxUploadBytes) return
      await reply.code(413).header('connection', 'close').send(fail('The request body is too big.'))
    })

    const byKey: OwnerOf = (request, reply) => requireKey(context, request, reply, 'file')
    const byToken: OwnerOf = async (request, reply) => {
      const username = await requireToken(context, request, reply)
      return username === null ? null : accountOwner(username)
    }

    scope.post(PATHS.file, async (request, reply) => {
      const owner = await byKey(request, reply)
      return owner === null ? reply : answerUpload(context, owner, request, reply)
    })
    scope.post(PATHS.postFileJwt, async (request, reply) => {
      const owner = await byToken(request, reply)
      return owner === null ? reply : answerUpload(context, owner, request, reply)
    })

    const getById = (path: string, ownerOf: OwnerOf): void => {
      scope.route({
        method: ['GET', 'HEAD'],
        url: path,
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          const owner = await ownerOf(request, reply)
          if (owner === null) return reply
          const id = queryOf(request.raw).get('attachment_id')
          if (!id) return reply.send(fail('Missing key: attachment_id'))
          const record = context.attachments.find(owner, id)
          if (!record) return reply.send(fail('Attachment not found'))
          return answerDownload(context, record, request, reply)
        },
      })
    }
    getById(PATHS.file, byKey)
    getById(PATHS.getAttachmentJwt, byToken)

    scope.route({
      method: ['GET', 'HEAD'],
      url: PATHS.getFileJwt,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const owner = await byToken(request, reply)
        if (owner === null) return reply
        const filename = queryOf(request.raw).get('filename')
        if (!filename) return reply.send(fail('Missing key: filename'))
        const record = context.attachments.findByName(owner, filename)
        if (!record) return reply.send(fail('File access error'))
        return answerDownload(context, record, request, reply)
      },
    })

    // Who has a good key is told what the path takes; who has none is told nothing.
    const allow = 'GET, POST, OPTIONS, HEAD'
    scope.route({
      method: ['PUT', 'DELETE', 'PATCH', 'OPTIONS'],
      url: PATHS.file,
      handler: async (request, reply) => {
        if ((await byKey(request, reply)) === null) return reply
        void reply.header('allow', allow)
        return request.method === 'OPTIONS'
          ? reply.send('')
          : reply.code(405).send(fail('Method not allowed'))
      },
    })
  })
}
