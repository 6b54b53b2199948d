import { appendFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FailureError } from '../../../src/shared/failure.ts'
import type { FailureCode } from '../../../src/shared/failure.ts'
import { MAX_UPLOAD_BYTES } from '../../../src/shared/live-api/limits.ts'
import type { Profile } from '../../../src/shared/settings.ts'
import { FileClient } from '../../../src/main/files/client.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import type { Credential } from '../../../src/main/live/credentials.ts'
import { PROFILE } from '../live/support.ts'
import { startFileServer } from './imitation.ts'
import type { Quirks } from './imitation.ts'

let folder: string
const cleanups: (() => unknown)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-files-'))
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
  await rm(folder, { recursive: true, force: true })
})

async function start(
  quirks: Quirks = {},
  credential?: (fresh: boolean) => Credential,
  options: { answerMs?: number } = {},
) {
  const server = await startFileServer(quirks)
  cleanups.push(() => server.close())
  const files = new FileClient({
    ...options,
    log: silentLog,
    resolveBaseUrl: () => Promise.resolve(server.url),
    credentials: (_profile, { fresh }) =>
      Promise.resolve(credential?.(fresh) ?? { kind: 'api-key', key: 'abk_all' }),
  })
  return { server, files }
}

const failsWith = async (work: Promise<unknown>, code: FailureCode): Promise<FailureError> => {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(FailureError)
  expect((thrown as FailureError).failure.code).toBe(code)
  return thrown as FailureError
}

async function fileOf(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, bytes)
  return file
}

describe('an upload', () => {
  it('arrives byte for byte, keeps its name for people, and tells how far it is', async () => {
    const { server, files } = await start()
    const bytes = Buffer.alloc(3_000_000, 'parley\r\n--')
    bytes.write('GIF89a\x01\0\x01\0')
    const steps: [number, number][] = []
    const uploaded = await files.upload(
      PROFILE,
      { path: await fileOf('Mein Bild.GIF', bytes) },
      { onProgress: (sent, total) => void steps.push([sent, total]) },
    )
    expect(uploaded).toEqual({ attachmentId: 'id-1', kind: 'image', name: 'Mein Bild.GIF', size: 3_000_000 })
    const [stored] = server.files.values()
    expect(stored?.bytes.equals(bytes)).toBe(true)
    expect(stored?.contentType).toBe('image/gif')
    expect(steps.at(-1)).toEqual([3_000_000, 3_000_000])
    expect(steps.length).toBeGreaterThan(3)
    expect(steps.map(([sent]) => sent)).toEqual(steps.map(([sent]) => sent).sort((a, b) => a - b))
  })

  it('never replaces an earlier one of the same name, as it would on the reference server', async () => {
    const { files } = await start()
    const first = await files.upload(PROFILE, { bytes: Buffer.from('first'), name: 'same.txt' })
    await files.upload(PROFILE, { bytes: Buffer.from('SECOND'), name: 'same.txt' })
    const { bytes } = await files.download(PROFILE, first.attachmentId)
    expect(Buffer.from(bytes).toString()).toBe('first')
  })

  it.each([
    ['RIFF\x24\0\0\0WAVEfmt ', 'a.wav', 'record'],
    ['\0\0\0\x18ftypisom\0\0\0\0isom', 'a.mp4', 'video'],
    ['%PDF-1.7', 'a.pdf', 'file'],
    ['GIF89a\x01\0\x01\0', 'noextension', 'image'],
    ['<html><script>alert(1)</script>', 'a.png', 'file'],
  ])('of %j named %s is a %s: the content says what it is', async (content, name, kind) => {
    const { files } = await start()
    const bytes = Buffer.from(content, 'latin1')
    expect((await files.upload(PROFILE, { bytes, name })).kind).toBe(kind)
  })

  it('leaves out what is to be left out, byte for byte, and touches nothing on the disk', async () => {
    const { server, files } = await start()
    const source = await fileOf('a.txt', `one SECRET two${'.'.repeat(600_000)}`)
    const edits = [
      { start: 4, end: 11, insert: Buffer.from('') },
      { start: 0, end: 0, insert: Buffer.from('zero ') },
    ]
    await files.upload(PROFILE, { path: source, edits })
    const [stored] = server.files.values()
    expect(stored?.bytes.toString()).toBe(`zero one two${'.'.repeat(600_000)}`)
    expect((await readFile(source, 'utf8')).startsWith('one SECRET two')).toBe(true)
  })

  it.each([
    ['shrinks', (file: string) => truncateSync(file, 100_000)],
    ['grows', (file: string) => appendFileSync(file, 'more')],
    [
      'is written over, at the same size',
      (file: string) => writeFileSync(file, Buffer.alloc(3_000_000, 'b')),
    ],
  ])('of a file that %s while it is read is given up, and nobody gets half of it', async (_what, change) => {
    const { server, files } = await start()
    const file = await fileOf('a.bin', Buffer.alloc(3_000_000, 'a'))
    utimesSync(file, 1, 1)
    let isChanged = false
    const work = files.upload(
      PROFILE,
      { path: file },
      {
        onProgress: () => {
          if (!isChanged) change(file)
          isChanged = true
        },
      },
    )
    await failsWith(work, 'FILE_CHANGED')
    expect(server.files.size).toBe(0)
  })

  it('of another file than the one that was chosen is not begun', async () => {
    const { server, files } = await start()
    const file = await fileOf('a.txt', 'hello')
    const source = { path: file, stamp: { size: 5, mtimeMs: 1 } }
    await failsWith(files.upload(PROFILE, source), 'FILE_CHANGED')
    expect(server.requests).toEqual([])
  })

  it('to a server that sends us elsewhere takes neither the key nor the file there', async () => {
    const elsewhere = await start()
    const { files } = await start({ redirect: `${elsewhere.server.url}/api/v1/file` })
    await failsWith(files.upload(PROFILE, { bytes: Buffer.from('hello'), name: 'a.txt' }), 'REDIRECTED')
    expect(elsewhere.server.requests).toEqual([])
  })

  it('to a server that never ends its answer is given up, though it is never idle', async () => {
    const { files } = await start({ drips: true }, undefined, { answerMs: 150 })
    await failsWith(files.upload(PROFILE, { bytes: Buffer.from('hello'), name: 'a.txt' }), 'TIMEOUT')
  })

  it('that cannot work is not begun', async () => {
    const { server, files } = await start()
    await failsWith(files.upload(PROFILE, { path: path.join(folder, 'gone.txt') }), 'FILE_NOT_FOUND')
    await failsWith(files.upload(PROFILE, { path: folder }), 'FILE_IS_FOLDER')
    await failsWith(files.upload(PROFILE, { path: await fileOf('empty', '') }), 'FILE_EMPTY')
    const huge = await fileOf('huge', '')
    await truncate(huge, MAX_UPLOAD_BYTES)
    await failsWith(files.upload(PROFILE, { path: huge }), 'FILE_TOO_BIG')
    expect(server.requests).toEqual([])
  })

  it.each([
    [{ status: 500 }, 'UPLOAD_FAILED'],
    [{ status: 404 }, 'UPLOAD_FAILED'],
    [{ html: true }, 'UPLOAD_FAILED'],
    [{ tooBigAt: 1000 }, 'FILE_TOO_BIG'],
    [{ redirect: 'http://127.0.0.1:9/elsewhere' }, 'REDIRECTED'],
  ] as const)('answered with %j is %s', async (quirks, code) => {
    const { server, files } = await start(quirks)
    await failsWith(files.upload(PROFILE, { bytes: Buffer.alloc(2000), name: 'x.bin' }), code)
    expect(server.requests).toHaveLength(1)
  })

  it('refused for its size while it is still being sent ends with that reason, or that it was cut', async () => {
    const { files } = await start({ tooBigAt: 1000 })
    const thrown = await files
      .upload(PROFILE, { bytes: Buffer.alloc(30_000_000), name: 'x.bin' })
      .catch((error: unknown) => error)
    expect(['FILE_TOO_BIG', 'UPLOAD_FAILED']).toContain((thrown as FailureError).failure.code)
  })

  it('needs a key with the scope', async () => {
    const wrong = await start({}, () => ({ kind: 'api-key', key: 'nonsense' }))
    await failsWith(wrong.files.upload(PROFILE, { bytes: Buffer.from('x'), name: 'x' }), 'UNAUTHORIZED')
    const narrow = await start({}, () => ({ kind: 'api-key', key: 'abk_chat_only' }))
    await failsWith(narrow.files.upload(PROFILE, { bytes: Buffer.from('x'), name: 'x' }), 'FORBIDDEN_SCOPE')
  })

  it('can be cancelled', async () => {
    const { files } = await start()
    const abort = new AbortController()
    const work = files.upload(
      PROFILE,
      { bytes: Buffer.alloc(20_000_000), name: 'x.bin' },
      { signal: abort.signal, onProgress: () => abort.abort() },
    )
    await failsWith(work, 'CANCELLED')
  })

  it('of an account goes to its own endpoints, with a token that is renewed once', async () => {
    const asked: boolean[] = []
    const { server, files } = await start({}, (fresh) => {
      asked.push(fresh)
      return { kind: 'jwt', token: fresh ? 'new-token' : 'old-token' }
    })
    const profile: Profile = { ...PROFILE, signIn: 'account' }
    const { attachmentId } = await files.upload(profile, { bytes: Buffer.from('x'), name: 'x.txt' })
    expect(asked).toEqual([false, true])
    expect(server.requests.map(({ url }) => url)).toEqual(['/api/chat/post_file', '/api/chat/post_file'])
    await files.download(profile, attachmentId)
    expect(server.requests.at(-1)?.url).toBe(`/api/chat/get_attachment?attachment_id=${attachmentId}`)
  })

  it('to the local assistant keeps its name: it stores by content', async () => {
    const { server, files } = await start()
    await files.upload({ ...PROFILE, kind: 'local' }, { bytes: Buffer.from('x'), name: 'note.txt' })
    expect([...server.files.keys()]).toEqual(['note.txt'])
  })
})

describe('a download', () => {
  it('goes into a file that is whole or not there', async () => {
    const { files } = await start()
    const bytes = Buffer.alloc(1_000_000, 'abc')
    const { attachmentId } = await files.upload(PROFILE, { bytes, name: 'x.bin' })
    const target = path.join(folder, 'saved.bin')
    expect(await files.downloadTo(PROFILE, attachmentId, target)).toMatchObject({
      size: 1_000_000,
      etag: '"1000000"',
    })
    expect((await readFile(target)).equals(bytes)).toBe(true)

    const cutting = await start({ cutDownload: true })
    const cut = await cutting.files.upload(PROFILE, { bytes, name: 'x.bin' })
    await failsWith(
      cutting.files.downloadTo(PROFILE, cut.attachmentId, path.join(folder, 'cut.bin')),
      'DOWNLOAD_FAILED',
    )
    await failsWith(cutting.files.download(PROFILE, cut.attachmentId), 'DOWNLOAD_FAILED')
    expect((await readdir(folder)).sort()).toEqual(['saved.bin'])
  })

  it('tells an error that comes with status 200 from a file', async () => {
    const { files } = await start()
    await failsWith(files.download(PROFILE, 'nope'), 'NOT_FOUND')
    await failsWith(files.download(PROFILE, ''), 'DOWNLOAD_FAILED')
    const page = await start({ html: true })
    await failsWith(page.files.download(PROFILE, 'id-1'), 'DOWNLOAD_FAILED')
  })

  it('tells somebody`s own JSON from an error, even when it looks like one', async () => {
    const { files } = await start()
    const text = '{"status":"error","message":"Attachment not found","data":null}'
    for (const name of ['error.json', 'page.html']) {
      const { attachmentId } = await files.upload(PROFILE, { bytes: Buffer.from(text), name })
      const { bytes } = await files.download(PROFILE, attachmentId)
      expect(Buffer.from(bytes).toString()).toBe(text)
    }
  })

  it('stops at the size that the caller can take', async () => {
    const { files } = await start()
    const { attachmentId } = await files.upload(PROFILE, { bytes: Buffer.alloc(5000), name: 'x.bin' })
    await failsWith(files.download(PROFILE, attachmentId, { maxBytes: 4999 }), 'FILE_TOO_BIG')
    expect((await files.download(PROFILE, attachmentId, { maxBytes: 5000 })).size).toBe(5000)
  })

  it('follows no redirect: the key goes nowhere else', async () => {
    const other = await startFileServer()
    cleanups.push(() => other.close())
    const { files } = await start({ redirect: `${other.url}/api/v1/file?attachment_id=id-1` })
    await failsWith(files.download(PROFILE, 'id-1'), 'REDIRECTED')
    expect(other.requests).toEqual([])
  })

  it('puts nothing of an id into the address but the id', async () => {
    const { server, files } = await start()
    await failsWith(files.download(PROFILE, 'http://evil.example/?x&attachment_id=id-1#'), 'NOT_FOUND')
    expect(server.requests.at(-1)?.url).toBe(
      '/api/v1/file?attachment_id=http%3A%2F%2Fevil.example%2F%3Fx%26attachment_id%3Did-1%23',
    )
  })
})
