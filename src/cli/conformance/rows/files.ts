import { randomUUID } from 'node:crypto'
import { PATHS } from '../../../shared/live-api/limits.ts'
import { envelopeOf, expectError, multipart } from '../http.ts'
import type { HttpAnswer } from '../http.ts'
import type { Target } from '../target.ts'
import { NotSupported, Skipped, expect, expectSame } from '../outcome.ts'
import type { Row } from '../row.ts'

type Form = Parameters<typeof multipart>[0]

function post(target: Target, form: Form, headers = target.bearer): Promise<HttpAnswer> {
  const { body, contentType } = multipart(form)
  return target.http(
    PATHS.file,
    {},
    { method: 'POST', headers: { ...headers, 'content-type': contentType }, body },
  )
}

function get(target: Target, id: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  return target.keyed(PATHS.file, { attachment_id: id }, { headers })
}

/** An upload whose `type` must follow its Content-Type. */
function typed(id: string, contentType: string | undefined, type: string): Row {
  return {
    id,
    title: `a part of type ${contentType ?? '(none)'} is a "${type}"`,
    async check(target) {
      const name = `${randomUUID()}.bin`
      const part = { name: 'file', filename: name, data: 'bytes', ...(contentType ? { contentType } : {}) }
      const answer = await post(target, [part])
      const { status, data } = envelopeOf(answer)
      expect(answer.status === 200 && status === 'ok', { http: answer.status, status })
      const { attachment_id, ...rest } = data as { attachment_id: string }
      expectSame(rest, { filename: name, type })
      expect(/^[0-9a-f-]{36}$/.test(attachment_id), attachment_id)
    },
  }
}

function missingFile(id: string, title: string, ask: (target: Target) => Promise<HttpAnswer>): Row {
  return {
    id,
    title: `${title}: HTTP 200, "Missing key: file"`,
    check: async (target) => expectError(await ask(target), 200, 'Missing key: file'),
  }
}

export const fileRows: Row[] = [
  typed('files/1', 'image/png', 'image'),
  typed('files/2', 'text/plain', 'file'),
  typed('files/3', 'audio/wav', 'record'),
  typed('files/4', 'video/mp4', 'video'),
  typed('files/5', 'application/octet-stream', 'file'),
  typed('files/6', undefined, 'file'),
  {
    id: 'files/7',
    title: 'a file name in another script is kept',
    async check(target) {
      expectSame(
        (await target.upload('x', { filename: '图片.png', contentType: 'image/png' })).filename,
        '图片.png',
      )
    },
  },
  {
    id: 'files/8',
    title: 'an empty file is a file',
    async check(target) {
      const { attachment_id } = await target.upload('')
      expectSame((await get(target, attachment_id)).body.length, 0)
    },
  },
  missingFile('files/9', 'another field name', (target) =>
    post(target, [{ name: 'upload', filename: 'a.png', contentType: 'image/png', data: 'x' }]),
  ),
  missingFile('files/10', 'a JSON body', (target) =>
    target.keyed(
      PATHS.file,
      {},
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    ),
  ),
  missingFile('files/11', 'no body', (target) => target.keyed(PATHS.file, {}, { method: 'POST', body: '' })),
  missingFile('files/12', 'a part without a file name', (target) =>
    post(target, [{ name: 'file', data: 'x' }]),
  ),
  {
    id: 'files/13',
    title: 'upload without a key: 401',
    async check(target) {
      const form = [{ name: 'file', filename: 'a.txt', data: 'x' }]
      expectError(await post(target, form, {}), 401, 'Missing API key')
    },
  },
  {
    id: 'files/14',
    title: 'upload with a wrong key: 401',
    async check(target) {
      const form = [{ name: 'file', filename: 'a.txt', data: 'x' }]
      expectError(await post(target, form, { 'x-api-key': 'abk_wrong' }), 401, 'Invalid API key')
    },
  },
  {
    id: 'files/15',
    title: 'upload with a key without scope file: 403',
    async check(target) {
      const key = target.options.keys?.chatOnly
      if (key === undefined) throw new Skipped('no --chat-only-key was given')
      const form = [{ name: 'file', filename: 'a.txt', data: 'x' }]
      expectError(await post(target, form, { 'x-api-key': key }), 403, 'Insufficient API key scope')
    },
  },
  {
    id: 'files/16',
    title: 'GET gives the bytes back',
    async check(target) {
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256))
      const { attachment_id } = await target.upload(bytes, {
        filename: 'bytes.bin',
        contentType: 'application/octet-stream',
      })
      const answer = await get(target, attachment_id)
      expect(answer.status === 200 && answer.body.equals(bytes), {
        http: answer.status,
        size: answer.body.length,
      })
    },
  },
  {
    id: 'files/17',
    title: 'GET gives the Content-Type of the upload',
    async check(target) {
      const { attachment_id } = await target.upload('x', { filename: 'x.png', contentType: 'image/png' })
      expectSame((await get(target, attachment_id)).headers['content-type'], 'image/png')
    },
  },
  {
    id: 'files/18',
    title: 'GET without an id: HTTP 200, "Missing key: attachment_id"',
    async check(target) {
      expectError(await target.keyed(PATHS.file, {}), 200, 'Missing key: attachment_id')
      expectError(await get(target, ''), 200, 'Missing key: attachment_id')
    },
  },
  {
    id: 'files/19',
    title: 'GET of an unknown id: HTTP 200, "Attachment not found"',
    check: async (target) => expectError(await get(target, 'nope'), 200, 'Attachment not found'),
  },
  {
    id: 'files/20',
    title: 'GET without a key: 401',
    async check(target) {
      expectError(await target.http(PATHS.file, { attachment_id: 'x' }), 401, 'Missing API key')
    },
  },
  {
    id: 'files/21',
    title: 'GET with the key in the query',
    async check(target) {
      const { attachment_id } = await target.upload('by query')
      const answer = await target.http(PATHS.file, { attachment_id, api_key: target.options.apiKey })
      expectSame(answer.body.toString(), 'by query')
    },
  },
  {
    id: 'files/22',
    title: 'HEAD has the headers of GET and no body',
    async check(target) {
      const { attachment_id } = await target.upload('0123456789')
      const head = await target.keyed(PATHS.file, { attachment_id }, { method: 'HEAD' })
      expect(head.status === 200 && head.body.length === 0, { http: head.status, size: head.body.length })
      expectSame(head.headers['content-length'], '10')
    },
  },
  ...['PUT', 'DELETE', 'PATCH'].map((method, index): Row => ({
    id: `files/${23 + index}`,
    title: `${method} is 405 and says what is allowed`,
    async check(target) {
      const answer = await target.keyed(PATHS.file, {}, { method })
      expect(answer.status === 405 && (answer.headers.allow ?? '').includes('GET'), {
        http: answer.status,
        allow: answer.headers.allow,
      })
    },
  })),
  {
    id: 'files/26',
    title: 'a CORS preflight is refused with 401; no CORS headers',
    async check(target) {
      const headers = { origin: 'http://example.invalid', 'access-control-request-method': 'POST' }
      const answer = await target.http(PATHS.file, {}, { method: 'OPTIONS', headers })
      expectSame(answer.status, 401)
      expectSame(
        Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
        [],
      )
    },
  },
  {
    id: 'files/27',
    title: 'an announced body above 128 MiB is 413 at once',
    async check(target) {
      const headers = {
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': String(129 * 1024 * 1024),
      }
      expectSame((await target.keyed(PATHS.file, {}, { method: 'POST', headers, noBody: true })).status, 413)
    },
  },
  {
    id: 'files/28',
    title: 'two uploads of one name keep their own bytes [ours]',
    isImprovement: true,
    async check(target) {
      const filename = `${randomUUID()}.txt`
      const first = await target.upload('FIRST', { filename })
      const second = await target.upload('SECOND', { filename })
      expectSame((await get(target, second.attachment_id)).body.toString(), 'SECOND')
      const body = (await get(target, first.attachment_id)).body.toString()
      if (body === 'SECOND') throw new NotSupported('the second replaced the first')
      expectSame(body, 'FIRST')
    },
  },
  {
    id: 'files/29',
    title: 'a range is answered with 206 [ours]',
    isImprovement: true,
    async check(target) {
      const { attachment_id } = await target.upload('0123456789')
      const answer = await get(target, attachment_id, { range: 'bytes=2-4' })
      if (answer.status === 200) throw new NotSupported('the range was ignored')
      expectSame(
        [answer.status, answer.body.toString(), answer.headers['content-range']],
        [206, '234', 'bytes 2-4/10'],
      )
    },
  },
  {
    id: 'files/30',
    title: 'a range outside the file is answered with 416 [ours]',
    isImprovement: true,
    async check(target) {
      const { attachment_id } = await target.upload('0123456789')
      const answer = await get(target, attachment_id, { range: 'bytes=10-' })
      if (answer.status === 200) throw new NotSupported('the range was ignored')
      expectSame([answer.status, answer.headers['content-range']], [416, 'bytes */10'])
    },
  },
  {
    id: 'files/31',
    title: 'If-None-Match is answered with 304 [ours]',
    isImprovement: true,
    async check(target) {
      const { attachment_id } = await target.upload('x')
      const { etag = '' } = (await get(target, attachment_id)).headers
      const answer = await get(target, attachment_id, { 'if-none-match': etag })
      if (answer.status === 200) throw new NotSupported('the condition was ignored')
      expectSame([answer.status, answer.body.length], [304, 0])
    },
  },
  {
    id: 'files/32',
    title: 'a file name with folders is cleaned, not obeyed and not an error [ours]',
    isImprovement: true,
    async check(target) {
      const form = [{ name: 'file', filename: 'no/such/dir.txt', contentType: 'text/plain', data: 'x' }]
      const answer = await post(target, form)
      if (answer.status === 500) throw new NotSupported('HTTP 500')
      expectSame((envelopeOf(answer).data as { filename: string }).filename, 'dir.txt')
    },
  },
  {
    id: 'files/33',
    title: 'a page that was uploaded cannot run: nosniff, and not shown inline [ours]',
    isImprovement: true,
    async check(target) {
      const { attachment_id } = await target.upload('<script>1</script>', {
        filename: 'page.html',
        contentType: 'text/html',
      })
      const { headers } = await get(target, attachment_id)
      if (headers['x-content-type-options'] === undefined) throw new NotSupported('no nosniff')
      expectSame(headers['x-content-type-options'], 'nosniff')
      expect(
        headers['content-disposition']?.startsWith('attachment') === true,
        headers['content-disposition'],
      )
    },
  },
]
