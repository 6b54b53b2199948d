import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerContext } from '../context.ts'
import { parseRange } from '../../shared/http-range.ts'
import type { AttachmentRecord } from '../store/attachments.ts'
import { fail } from './envelope.ts'

/** Types that a browser shows rather than runs. SVG and HTML are not among them. */
const SHOWN_INLINE =
  /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)\s*(;|$)/i

/**
 * Answers with an attachment's bytes: GET and HEAD, one range, `If-Range`, `If-None-Match`. An id never changes its bytes, so
 * the hash is a strong validator.
 */
export async function answerDownload(
  context: ServerContext,
  record: AttachmentRecord,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const etag = `"${record.sha256}"`
  void reply
    .header('etag', etag)
    .header('last-modified', new Date(record.createdAt).toUTCString())
    .header('cache-control', 'private, max-age=43200')
    .header('accept-ranges', 'bytes')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('content-disposition', disposition(record))
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()

  const ifRange = request.headers['if-range']
  const range = parseRange(
    ifRange === undefined || ifRange === etag ? request.headers.range : undefined,
    record.size,
  )
  if (range.kind === 'unsatisfiable') {
    return reply
      .code(416)
      .header('content-range', `bytes */${record.size}`)
      .send(fail('Range not satisfiable'))
  }
  const part = range.kind === 'part' ? { start: range.start, end: range.end } : undefined
  const stream = await context.attachments.open(record, part)
  if (!stream) {
    for (const name of ['etag', 'last-modified', 'cache-control', 'content-disposition', 'accept-ranges']) {
      void reply.removeHeader(name)
    }
    return reply.send(fail('File access error'))
  }
  void reply.header('content-type', record.contentType)
  void reply.header('content-length', part ? part.end - part.start + 1 : record.size)
  if (part) void reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${record.size}`)
  if (request.method === 'HEAD') {
    stream.destroy()
    return reply.send()
  }
  return reply.send(stream)
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))
}

function disposition(record: AttachmentRecord): string {
  const kind = SHOWN_INLINE.test(record.contentType) ? 'inline' : 'attachment'
  const ascii = record.filename.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(record.filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
