import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspectFile, MAX_PIXELS } from '../../../../src/main/attachments/inspect.ts'
import { MAX_FILE_BYTES } from '../../../../src/shared/live-api/limits.ts'
import { heic, jpeg, png } from '../pictures/build.ts'

let folder: string
const at = (name: string) => join(folder, name)
const inspect = (name: string) => inspectFile(at(name), name, null)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-inspect-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function sparse(name: string, bytes: number): void {
  writeFileSync(at(name), '')
  truncateSync(at(name), bytes)
}

describe('a video', () => {
  const fixture = (name: string) => new URL(`../videos/fixtures/${name}`, import.meta.url)

  test('that says where it was made can be sent without that; one of which that is not known is asked about', async () => {
    copyFileSync(fixture('loci.mp4'), at('film.mp4'))
    const film = await inspect('film.mp4')
    expect(film.facts).toMatchObject({ contentType: 'video/mp4', kind: 'video', metadata: 'removable' })
    expect(film.withoutMetadata.length).toBeGreaterThan(0)
    copyFileSync(fixture('keys.mov'), at('cut.mov'))
    truncateSync(at('cut.mov'), 3000)
    expect((await inspect('cut.mov')).facts).toMatchObject({
      contentType: 'video/quicktime',
      metadata: 'stuck',
    })
  })
})

describe('a file that can be sent', () => {
  test('is known by its content, and by when it was last changed', async () => {
    writeFileSync(at('notes'), 'hello')
    const { facts, stamp } = await inspect('notes')
    expect(facts).toMatchObject({ contentType: 'text/plain', kind: 'file', metadata: 'none', picture: null })
    expect(stamp.size).toBe(5)
    await expect(inspectFile(at('notes'), 'notes', stamp)).resolves.toBeDefined()
  })

  test('may be reached by a link', async () => {
    writeFileSync(at('original.txt'), 'hello')
    symlinkSync('original.txt', at('link.txt'))
    expect((await inspect('link.txt')).stamp.size).toBe(5)
  })

  test('of the largest size is taken', async () => {
    sparse('largest', MAX_FILE_BYTES)
    expect((await inspect('largest')).stamp.size).toBe(MAX_FILE_BYTES)
  })

  test('a picture tells whether it can be shown, scaled, and rid of its metadata', async () => {
    writeFileSync(at('photo.jpg'), jpeg())
    expect((await inspect('photo.jpg')).facts).toMatchObject({
      kind: 'image',
      picture: { width: 300, height: 400 },
      scalable: true,
      metadata: 'removable',
    })
    writeFileSync(at('photo.heic'), heic())
    expect((await inspect('photo.heic')).facts).toMatchObject({ picture: null, scalable: false })
    writeFileSync(at('moving.png'), png({ isAnimated: true }))
    expect((await inspect('moving.png')).facts).toMatchObject({ scalable: false })
  })

  test('an image bomb can be sent, and is never decoded here', async () => {
    writeFileSync(at('bomb.png'), png({ width: MAX_PIXELS, height: 2 }))
    expect((await inspect('bomb.png')).facts).toMatchObject({ kind: 'image', picture: null, scalable: false })
  })
})

describe('a file that can’t be sent says why', () => {
  const refused = async (name: string, code: string) => {
    await expect(inspect(name)).rejects.toMatchObject({ failure: { code } })
  }

  test('there is none', () => refused('nowhere.txt', 'FILE_NOT_FOUND'))
  test('a part of its path is a file', async () => {
    writeFileSync(at('plain'), 'x')
    await refused('plain/inside.txt', 'FILE_NOT_FOUND')
  })
  test('the name has a zero in it', () => refused('a\0b', 'FILE_NOT_FOUND'))
  test('a folder', async () => {
    mkdirSync(at('folder'))
    await refused('folder', 'FILE_IS_FOLDER')
  })
  test('links in a circle', async () => {
    symlinkSync('b', at('a'))
    symlinkSync('a', at('b'))
    await refused('a', 'FILE_IS_SPECIAL')
  })
  test.skipIf(process.platform === 'win32')(
    'a pipe that nobody writes into, without waiting for them',
    async () => {
      execFileSync('mkfifo', [at('pipe')])
      await refused('pipe', 'FILE_IS_SPECIAL')
    },
  )
  test.skipIf(process.platform === 'win32')('a device', async () => {
    await expect(inspectFile('/dev/zero', 'zero', null)).rejects.toMatchObject({
      failure: { code: 'FILE_IS_SPECIAL' },
    })
  })
  test.skipIf(process.platform === 'win32')('a socket', async () => {
    const server = createServer().listen(at('socket'))
    await new Promise((done) => server.once('listening', done))
    await refused('socket', 'FILE_IS_SPECIAL')
    await new Promise((done) => server.close(done))
  })
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('no permission', async () => {
    writeFileSync(at('secret'), 'x')
    chmodSync(at('secret'), 0)
    await refused('secret', 'FILE_UNREADABLE')
  })
  test('empty', async () => {
    writeFileSync(at('empty'), '')
    await refused('empty', 'FILE_EMPTY')
  })
  test('ten gigabytes of nothing, without reading them', async () => {
    sparse('huge', 10 * 1024 ** 3)
    await refused('huge', 'FILE_TOO_BIG')
  })
  test('another file than the one that was chosen', async () => {
    writeFileSync(at('changing'), 'one')
    const { stamp } = await inspect('changing')
    utimesSync(at('changing'), new Date(), new Date(stamp.mtimeMs + 5000))
    await expect(inspectFile(at('changing'), 'changing', stamp)).rejects.toMatchObject({
      failure: { code: 'FILE_CHANGED' },
    })
  })
})
