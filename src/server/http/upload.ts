import type { FastifyReply, FastifyRequest } from 'fastify'
import { toFailure } from '../../shared/failure.ts'
import type { ServerContext } from '../context.ts'
import type { AttachmentRecord } from '../store/attachments.ts'
import { fail, ok } from './envelope.ts'

/** Bounds on what surrounds the file in a multipart body. */
const MULTIPART_LIMITS = {
  files: 4,
  fields: 16,
  parts: 20,
  fieldSize: 64 * 1024,
  headerPairs: 32,
  // Counted by the writer, which knows the quota too.
  fileSize: Infinity,
}

/** Takes the field `file` of a multipart body for `owner` and answers as the contract has it. */
export async function answerUpload(
  context: ServerContext,
  owner: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!request.isMultipart()) return reply.send(fail('Missing key: file'))
  try {
    const saved = await saveFile(context, owner, request)
    if (!saved) return await reply.send(fail('Missing key: file'))
    return await reply.send(ok({ attachment_id: saved.id, filename: saved.filename, type: saved.kind }))
  } catch (thrown) {
    const { code, message } = toFailure(thrown)
    if (code === 'FILE_TOO_BIG') return reply.code(413).header('connection', 'close').send(fail(message))
    if (code === 'DISK_FULL') return reply.code(507).header('connection', 'close').send(fail(message))
    const status = (thrown as { statusCode?: unknown }).statusCode
    if (typeof status === 'number' && status < 500) return reply.send(fail('Missing key: file'))
    throw thrown
  }
}

async function saveFile(
  context: ServerContext,
  owner: string,
  request: FastifyRequest,
): Promise<AttachmentRecord | null> {
  let saved: AttachmentRecord | null = null
  for await (const part of request.parts({ limits: MULTIPART_LIMITS })) {
    if (part.type !== 'file') continue
    const isWanted = part.fieldname === 'file' && (part.filename as string | undefined) !== undefined
    if (saved || !isWanted) {
      part.file.resume()
      continue
    }
    const { filename, mimetype, file } = part
    saved = await context.attachments.save({ owner, filename, contentType: mimetype, bytes: file })
  }
  return saved
}
