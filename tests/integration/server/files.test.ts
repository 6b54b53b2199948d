import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { envelopeOf, multipart } from '../../../src/cli/conformance/http.ts'
import type { Target } from '../../../src/cli/conformance/target.ts'
import { PATHS } from '../../../src/shared/live-api/limits.ts'
import { makeClient, startTestServer } from '../../helpers/assistant-server.ts'
import type { TestServer } from '../../helpers/assistant-server.ts'

const MIB = 1024 * 1024

describe('files', () => {
  let test: TestServer
  let client: Target
  beforeAll(async () => {
    test = await startTestServer({ limits: { maxUploadBytes: 8 * MIB, ownerQuotaBytes: 20 * MIB } })
    client = await test.client()
  })
  afterAll(() => test.stop())

  const get = (target: Target, attachment_id: string) => target.keyed(PATHS.file, { attachment_id })

  it('come back byte for byte, in ranges too', async () => {
    const bytes = randomBytes(5 * MIB)
    const { attachment_id } = await client.upload(bytes, { filename: 'big.bin', contentType: 'video/mp4' })
    const whole = await get(client, attachment_id)
    expect(createHash('sha256').update(whole.body).digest('hex')).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    )
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; at += MIB) {
      const headers = { range: `bytes=${at}-${at + MIB - 1}` }
      pieces.push((await client.keyed(PATHS.file, { attachment_id }, { headers })).body)
    }
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
  })

  it('are read with the key that uploaded them, not with another', async () => {
    const other = await test.client()
    const { attachment_id } = await client.upload('mine')
    expect((await get(client, attachment_id)).body.toString()).toBe('mine')
    expect(envelopeOf(await get(other, attachment_id)).message).toBe('Attachment not found')
  })

  it('are shared by the keys and the token of one account', async () => {
    await test.server.createAccount('carol', 'secret')
    const [one, two] = [await test.client({ username: 'carol' }), await test.client({ username: 'carol' })]
    const account = { username: 'carol', password: 'secret' }
    const dashboard = makeClient(test.server.url, one.options.apiKey, { account })
    const { attachment_id } = await one.upload('ours')
    expect((await get(two, attachment_id)).body.toString()).toBe('ours')
    const headers = { authorization: `Bearer ${await dashboard.token()}` }
    const answer = await dashboard.http(PATHS.getAttachmentJwt, { attachment_id }, { headers })
    expect(answer.body.toString()).toBe('ours')
  })

  it('too big a file is 413, also when its size was not announced', async () => {
    const { status } = await chunked(client, 9 * MIB)
    expect(status).toBe(413)
    expect(await readdir(join(test.dataDir, 'files', 'incoming'))).toEqual([])
  })

  it('beyond the quota is 507, and the owner’s own affair', async () => {
    const full = await test.client()
    for (const fill of [7, 7]) await full.upload(randomBytes(fill * MIB))
    const form = multipart([{ name: 'file', filename: 'x', data: randomBytes(7 * MIB) }])
    const answer = await full.keyed(
      PATHS.file,
      {},
      { method: 'POST', headers: { 'content-type': form.contentType }, body: form.body },
    )
    expect([answer.status, envelopeOf(answer).status]).toEqual([507, 'error'])
    await client.upload('still room')
  })

  it('an upload that breaks off leaves nothing', async () => {
    await new Promise<void>((resolve) => {
      const headers = {
        ...client.bearer,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': '9999',
      }
      const broken = request(client.url(PATHS.file), { method: 'POST', headers, agent: false })
      broken.on('error', () => resolve())
      broken.write('--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nhalf')
      setTimeout(() => broken.destroy(new Error('gone')), 50)
    })
    await expect.poll(() => readdir(join(test.dataDir, 'files', 'incoming'))).toEqual([])
  })

  it('a client that offers h2c with its request is answered over HTTP/1.1', async () => {
    const { attachment_id } = await client.upload('plain')
    const headers = { upgrade: 'h2c', connection: 'Upgrade, HTTP2-Settings', 'http2-settings': 'AAMAAABk' }
    const answer = await client.keyed(PATHS.file, { attachment_id }, { headers })
    expect([answer.status, answer.body.toString()]).toEqual([200, 'plain'])
  })

  it('what the assistant is told of them is true', async () => {
    const { attachment_id } = await client.upload('one two three', { filename: 'words.txt' })
    await client.live(async (socket) => {
      socket.send({ t: 'text_input', message: [{ type: 'file', attachment_id }] })
      const frames = await socket.until((frame) => frame['t'] === 'end')
      expect(JSON.stringify(frames)).toContain('words.txt')
    })
  })
})

/** Uploads without a Content-Length. */
function chunked(client: Target, size: number): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...client.bearer,
      'content-type': 'multipart/form-data; boundary=b',
      'transfer-encoding': 'chunked',
    }
    const upload = request(client.url(PATHS.file), { method: 'POST', headers, agent: false }, (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0 })
    })
    // The server may cut the connection once it has answered.
    upload.on('error', (error: NodeJS.ErrnoException) => {
      if (!['EPIPE', 'ECONNRESET'].includes(error.code ?? '')) reject(error)
    })
    upload.write('--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n')
    upload.write(Buffer.alloc(size))
    upload.end('\r\n--b--\r\n')
  })
}
