import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { saveCopy } from '../../../src/main/media/export.ts'
import type { MediaService } from '../../../src/main/media/media-service.ts'
import { serveMedia } from '../../../src/main/media/serve.ts'
import { fileAddress } from '../../../src/shared/file-address.ts'
import { FailureError } from '../../../src/shared/failure.ts'
import { encodeWav } from '../../../src/shared/wav.ts'
import { PROFILE } from '../live/support.ts'
import { duskPng } from '../renderer/gallery/picture.ts'
import { startMedia, whole } from './media-server.ts'

let folder: string
let server: Awaited<ReturnType<typeof startMedia>>
let media: MediaService
const opened: MediaService[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-media-'))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const one of opened.splice(0)) await one.close()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(change: Parameters<typeof startMedia>[1] = {}): Promise<void> {
  server = await startMedia(folder, change)
  media = await restart()
}

async function restart(): Promise<MediaService> {
  media = await server.open()
  opened.push(media)
  return media
}

const get = (
  id: string,
  headers: Record<string, string> = {},
  address = fileAddress(id),
): Promise<Response> => serveMedia(new Request(address, { headers }), (wanted) => media.file(wanted))

const bodyOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer())

/** Fetches it, and waits until it is kept: the last byte is given before that. */
async function keep(id: string): Promise<void> {
  const { files } = media.usage()
  await bodyOf(await get(id))
  await expect.poll(() => media.usage().files).toBe(files + 1)
}

const sound = (seconds: number): Buffer =>
  Buffer.from(
    encodeWav(
      Int16Array.from({ length: 16_000 * seconds }, (_, at) => at % 251),
      16_000,
    ),
  )

const png = Buffer.from(duskPng(200, 120))

describe('a file of a message', () => {
  it('comes byte for byte, is fetched once, and outlives a restart', async () => {
    await start()
    server.files.set('pic', whole(png, 'image/png'))
    const first = await get('pic')
    expect(first.headers.get('content-type')).toBe('image/png')
    expect((await bodyOf(first)).equals(png)).toBe(true)
    await media.close()
    await restart()
    expect((await bodyOf(await get('pic'))).equals(png)).toBe(true)
    expect(server.asked).toEqual(['pic'])
  })

  it('lies on disk under its content, for its owner only', async () => {
    await start()
    server.files.set('a', whole(png))
    server.files.set('b', whole(png))
    await keep('a')
    await bodyOf(await get('b'))
    await expect.poll(() => readdir(path.join(folder, 'files'))).toHaveLength(1)
    expect(media.usage()).toEqual({ bytes: png.byteLength, files: 1 })
    const names = await readdir(path.join(folder, 'files'))
    expect(names).toHaveLength(1)
    expect(names[0]).toMatch(/^[0-9a-f]{64}$/)
    expect((await stat(path.join(folder, 'files', names[0]!))).mode & 0o777).toBe(0o600)
  })

  it('whose bytes came with the answer is there at once, as what it is, and no server is asked for it', async () => {
    await start()
    media.keep('inline-1', png)
    expect(await media.describe('inline-1')).toMatchObject({
      contentType: 'image/png',
      width: 200,
      size: png.byteLength,
    })
    const response = await get('inline-1')
    expect(response.headers.get('content-type')).toBe('image/png')
    expect((await bodyOf(response)).equals(png)).toBe(true)
    media.keep('inline-2', Buffer.from('<svg onload="alert(1)">'))
    expect((await get('inline-2')).headers.get('content-type')).toBe('application/octet-stream')
    await expect.poll(() => media.usage().files).toBe(2)

    await media.close()
    await restart()
    expect((await bodyOf(await get('inline-1'))).equals(png)).toBe(true)
    const clear = async (): Promise<number> => {
      await media.clear()
      return media.usage().files
    }
    await expect.poll(clear).toBe(0)
    expect((await get('inline-1')).status).toBe(404)
    expect(server.asked).toEqual([])
  })

  it.each([
    ['another server', { id: 'other' }],
    ['the same profile at another address', { baseUrl: 'https://elsewhere.example' }],
  ])('is another one for %s', async (_, change) => {
    await start()
    server.files.set('pic', whole(png))
    await bodyOf(await get('pic'))
    server.useProfile({ ...PROFILE, ...change })
    server.files.set('pic', whole(Buffer.from('something else')))
    expect((await bodyOf(await get('pic'))).toString()).toBe('something else')
  })

  it('is fetched again when its copy is damaged', async () => {
    await start()
    server.files.set('pic', whole(png))
    await keep('pic')
    const [name] = await readdir(path.join(folder, 'files'))
    const copy = path.join(folder, 'files', name!)
    await truncate(copy, 100)
    expect((await bodyOf(await get('pic'))).equals(png)).toBe(true)
    await expect.poll(() => media.usage().files).toBe(1)
    await writeFile(copy, Buffer.alloc(png.byteLength, 7))
    expect((await bodyOf(await get('pic'))).equals(png)).toBe(true)
    expect(server.asked).toEqual(['pic', 'pic', 'pic'])
  })

  it('starts anew with a damaged index, and leaves nothing behind', async () => {
    await start()
    server.files.set('pic', whole(png))
    await bodyOf(await get('pic'))
    await media.close()
    await writeFile(path.join(folder, 'index.json'), '{"version":1,"blobs":[]')
    await writeFile(path.join(folder, 'files', 'left-over.part'), 'half')
    await restart()
    expect(media.usage().files).toBe(0)
    expect(await readdir(path.join(folder, 'files'))).toEqual([])
  })

  it('is kept until the end of this run where its folder can’t be used', async () => {
    await writeFile(path.join(folder, 'in-the-way'), '')
    server = await startMedia(path.join(folder, 'in-the-way', 'media'))
    server.files.set('pic', whole(png, 'image/png'))
    vi.stubEnv('TMPDIR', folder)
    await restart()
    await keep('pic')
    expect(await bodyOf(await get('pic'))).toEqual(png)
    expect(server.asked).toEqual(['pic'])
    expect(await readdir(folder)).toHaveLength(2)
    await media.close()
    expect(await readdir(folder)).toEqual(['in-the-way'])
  })

  it('makes room for newer ones, and stays while it is the newest', async () => {
    await start({ capMegabytes: 50 })
    for (const id of ['a', 'b', 'c']) {
      server.files.set(id, whole(Buffer.alloc(20_000_000, id)))
      await bodyOf(await get(id))
    }
    await bodyOf(await get('b'))
    expect(media.usage().files).toBe(2)
    expect(server.asked).toEqual(['a', 'b', 'c'])
    server.files.set('huge', whole(Buffer.alloc(60_000_000)))
    await bodyOf(await get('huge'))
    await bodyOf(await get('huge'))
    expect(media.usage()).toEqual({ bytes: 60_000_000, files: 1 })
    expect(server.asked).toEqual(['a', 'b', 'c', 'huge'])
  })

  it('goes when the copies are removed, or its server is', async () => {
    await start()
    server.files.set('pic', whole(png))
    await keep('pic')
    await media.clear()
    expect(media.usage()).toEqual({ bytes: 0, files: 0 })
    await keep('pic')
    const before = { ...server.settings, profiles: [PROFILE] }
    await media.settingsChanged(server.settings, before)
    expect(media.usage().files).toBe(0)
  })

  it('that is on its way when its server is removed is given up, and not kept', async () => {
    await start()
    let isGone = false
    server.files.set('pic', (_request, response) => {
      response.on('close', () => (isGone = true))
      response.writeHead(200, { etag: '"x"' })
      response.write(Buffer.alloc(400_000))
    })
    const body = bodyOf(await get('pic'))
    await media.settingsChanged(server.settings, { ...server.settings, profiles: [PROFILE] })
    await expect(body).rejects.toThrow('Cancelled')
    await expect.poll(() => isGone).toBe(true)
    await expect.poll(() => readdir(path.join(folder, 'files'))).toEqual([])
    expect(media.usage().files).toBe(0)
  })

  it('whose length is unknown has no body that only its headers were asked for', async () => {
    await start()
    server.files.set('pic', (_request, response) => {
      response.writeHead(200, { etag: '"x"' })
      response.write(Buffer.alloc(400_000))
    })
    const request = new Request(fileAddress('pic'), { method: 'HEAD' })
    const response = await serveMedia(request, (id) => media.file(id))
    expect([response.status, response.body]).toEqual([200, null])
  })
})

describe('a range', () => {
  it.each([
    ['bytes=0-', 0, null],
    ['bytes=100-199', 100, 199],
    ['bytes=300000-', 300_000, null],
    ['bytes=-50', -50, null],
  ])('%s is a part of a server that knows no ranges', async (range, from, to) => {
    await start()
    const wav = sound(20)
    server.files.set('snd', whole(wav))
    const start_ = from < 0 ? wav.length + from : from
    const end = to ?? wav.length - 1
    for (const state of ['on its way', 'kept']) {
      const response = await get('snd', { range })
      expect([state, response.status]).toEqual([state, 206])
      expect(response.headers.get('content-range')).toBe(`bytes ${start_}-${end}/${wav.length}`)
      expect((await bodyOf(response)).equals(wav.subarray(start_, end + 1))).toBe(true)
    }
    expect(server.asked).toEqual(['snd'])
  })

  it('beyond the end is refused with the size', async () => {
    await start()
    server.files.set('snd', whole(sound(1)))
    const response = await get('snd', { range: 'bytes=999999-' })
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */32044'])
  })

  it('of what has not come yet waits for it', async () => {
    await start()
    const wav = sound(60)
    let finish = (): void => undefined
    server.files.set('snd', (_request, response) => {
      response.writeHead(200, { 'content-length': wav.length, etag: '"x"' })
      response.write(wav.subarray(0, 400_000))
      finish = () => response.end(wav.subarray(400_000))
    })
    const response = await get('snd', { range: 'bytes=1500000-1500099' })
    expect(response.status).toBe(206)
    const body = bodyOf(response)
    // What is here already is given meanwhile.
    expect((await bodyOf(await get('snd', { range: 'bytes=100-199' }))).equals(wav.subarray(100, 200))).toBe(
      true,
    )
    finish()
    expect((await body).equals(wav.subarray(1_500_000, 1_500_100))).toBe(true)
    expect(server.asked).toEqual(['snd'])
  })

  it('of a file whose length the server does not say is of the whole file', async () => {
    await start()
    const wav = sound(3)
    server.files.set('snd', (_request, response) => {
      response.writeHead(200, { etag: '"x"' })
      response.write(wav.subarray(0, 1000))
      response.end(wav.subarray(1000))
    })
    const response = await get('snd', { range: 'bytes=0-' })
    expect(response.headers.get('content-range')).toBe(`bytes 0-${wav.length - 1}/${wav.length}`)
    expect((await bodyOf(response)).equals(wav)).toBe(true)
  })
})

describe("a stranger's bytes", () => {
  it.each([
    [
      'an SVG with a script',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      'image/svg+xml',
    ],
    ['a page with a script', '<!doctype html><script>alert(1)</script>', 'text/html'],
    ['a page that is called a picture', '<html><script>alert(1)</script></html>', 'image/png'],
    ['a program that is called a video', '\x7fELF\x02\x01\x01', 'video/mp4'],
  ])('%s are bytes without a meaning', async (_what, text, claimed) => {
    await start()
    server.files.set('x', whole(Buffer.from(text, 'latin1'), claimed))
    const { headers, body } = await get('x')
    await body?.cancel()
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toBe('attachment')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  })

  it('are not decoded when they claim too many pixels', async () => {
    await start()
    const bomb = Buffer.alloc(3000)
    bomb.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
    bomb.writeUInt32BE(65_000, 16)
    bomb.writeUInt32BE(65_000, 20)
    server.files.set('bomb', whole(bomb, 'image/png'))
    expect((await get('bomb')).status).toBe(415)
    expect(await media.describe('bomb')).toMatchObject({ isTooLarge: true, width: 65_000 })
  })

  it.each(['http://127.0.0.1:1/x', '../../etc/passwd', 'file:///etc/passwd', 'a\nb'])(
    'are never asked for under the id %j',
    async (id) => {
      await start()
      expect((await get(id)).status).toBe(404)
      expect(server.asked).toEqual([])
    },
  )

  it('are not fetched from where a redirect points', async () => {
    await start()
    const elsewhere = await startMedia(await mkdtemp(path.join(tmpdir(), 'parley-media-')))
    server.files.set('x', (_request, response) => {
      response.writeHead(302, { location: `${elsewhere.url}/api/v1/file?attachment_id=x` }).end()
    })
    expect((await get('x')).status).toBe(502)
    expect(elsewhere.asked).toEqual([])
    elsewhere.close()
  })

  it('end when the server never ends its answer', async () => {
    await start({ idleMs: 150 })
    server.files.set('x', (_request, response) => {
      response.writeHead(200, { 'content-length': 1_000_000, etag: '"x"' })
      response.write(sound(1))
    })
    expect((await get('x')).status).toBe(504)
    server.files.set('y', (_request, response) => {
      response.writeHead(200, { 'content-length': 1_000_000, etag: '"x"' })
      response.write(sound(10))
    })
    const response = await get('y')
    expect(response.status).toBe(200)
    await expect(bodyOf(response)).rejects.toThrow()
    expect(media.usage().files).toBe(0)
  })

  it('are not kept when they are cut short', async () => {
    await start()
    server.files.set('x', (_request, response) => {
      response.writeHead(200, { 'content-length': 1000, etag: '"x"' })
      response.write('half', () => response.destroy())
    })
    expect((await get('x')).status).toBe(502)
    server.files.set('x', whole(png))
    expect((await bodyOf(await get('x'))).equals(png)).toBe(true)
  })

  it('are refused by name when the server has none', async () => {
    await start()
    expect((await get('nothing')).status).toBe(404)
  })
})

describe('a look at a file', () => {
  it('says what it is by its bytes, and does not fetch the rest of a large one', async () => {
    await start()
    let sent = 0
    let isGone = false
    server.files.set('big', (_request, response) => {
      response.writeHead(200, { 'content-length': 400_000_000, etag: '"x"' })
      response.on('close', () => (isGone = true))
      const more = (): void => {
        while (!isGone && response.write(Buffer.alloc(65_536, sent === 0 ? '%PDF-1.7 ' : ' '))) sent += 65_536
        if (!isGone) response.once('drain', more)
      }
      more()
    })
    expect(await media.describe('big')).toEqual({
      contentType: 'application/pdf',
      size: 400_000_000,
      width: null,
      height: null,
      isTooLarge: false,
      canOpen: true,
    })
    await expect.poll(() => isGone).toBe(true)
    expect(sent).toBeLessThan(100_000_000)
  })
})

describe('a copy', () => {
  it('is saved whole, in the place of an older one', async () => {
    await start()
    const bytes = randomBytes(3_000_000)
    server.files.set('x', whole(bytes))
    const target = path.join(folder, 'saved.bin')
    await writeFile(target, 'older')
    const file = await media.file('x')
    await saveCopy(file, target)
    await file.close()
    expect((await readFile(target)).equals(bytes)).toBe(true)
  })

  it('leaves the older one when the download breaks off', async () => {
    await start()
    server.files.set('x', (_request, response) => {
      response.writeHead(200, { 'content-length': 2_000_000, etag: '"x"' })
      response.write(Buffer.alloc(400_000), () => setTimeout(() => response.destroy(), 50))
    })
    const target = path.join(folder, 'saved.bin')
    await writeFile(target, 'older')
    const file = await media.file('x')
    await expect(saveCopy(file, target)).rejects.toBeInstanceOf(FailureError)
    await file.close()
    expect(await readFile(target, 'utf8')).toBe('older')
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('to be opened has the ending of its content, and is neither writable nor runnable', async () => {
    await start()
    server.files.set('x', whole(png, 'application/x-msdownload'))
    const opened_ = await media.copyToOpen('x', '../../run me.exe')
    expect(path.basename(opened_)).toBe('run me.png')
    expect(opened_.startsWith(path.join(folder, 'open'))).toBe(true)
    expect((await stat(opened_)).mode & 0o777).toBe(0o400)
  })

  it.each([
    ['a program', '\x7fELF\x02'],
    ['a script', '#!/bin/sh\necho'],
    ['a starter', '[Desktop Entry]\nExec=sh -c x'],
    ['a page', '<html><script>1</script></html>'],
  ])('of %s is not opened, whatever it is called', async (_what, text) => {
    await start()
    server.files.set('x', whole(Buffer.from(text, 'latin1'), 'image/png'))
    await expect(media.copyToOpen('x', 'holiday.png')).rejects.toMatchObject({
      failure: { code: 'FILE_UNSAFE' },
    })
  })
})
