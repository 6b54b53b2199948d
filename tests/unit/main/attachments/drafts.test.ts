import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DraftStore } from '../../../../src/main/attachments/draft-store.ts'
import { Drafts } from '../../../../src/main/attachments/drafts.ts'
import type { FileToUpload } from '../../../../src/main/attachments/drafts.ts'
import { inspectFile } from '../../../../src/main/attachments/inspect.ts'
import { Spool } from '../../../../src/main/attachments/spool.ts'
import { jsonFileStore } from '../../../../src/main/lib/json-file.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import { failure, FailureError } from '../../../../src/shared/failure.ts'
import type { Failure } from '../../../../src/shared/failure.ts'
import { MAX_DRAFTS } from '../../../../src/shared/ipc/limits.ts'
import type { AttachmentKind } from '../../../../src/shared/live-api/parts.ts'
import type { DraftAttachment } from '../../../../src/shared/view.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { heic, jpeg, png } from '../pictures/build.ts'

/* With real files in a real folder; only the network and the clock are the test's. */

interface Upload {
  readonly file: FileToUpload
  readonly signal: AbortSignal
  progress(done: number): void
  finish(attachmentId: string, kind?: AttachmentKind): void
  fail(problem: Failure): void
}

let folder: string
let clock: FakeClock
let views: DraftAttachment[][]
let uploads: Upload[]
let wishes: { maxSide: number | null; removeMetadata: boolean }
let drafts: Drafts
let ids: number
let notices: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-drafts-'))
  clock = new FakeClock()
  ids = 0
  wishes = { maxSide: null, removeMetadata: true }
  start()
  drafts.useProfile('home', 'https://home')
})

afterEach(() => {
  drafts.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Starts Parley's part that is tested here; again: after a quit or a crash. */
function start(): void {
  views = []
  notices = []
  uploads = []
  drafts = new Drafts({
    newId: () => `d${(ids += 1)}`,
    clock,
    random: () => 0,
    log: silentLog,
    store: new DraftStore(jsonFileStore(join(folder, 'data', 'drafts.json')), silentLog),
    spool: new Spool(join(folder, 'data', 'spool'), silentLog),
    inspect: inspectFile,
    upload: (file, progress, signal) =>
      new Promise((resolve, reject) => {
        uploads.push({
          file,
          signal,
          progress,
          finish: (attachmentId, kind = 'file') => {
            resolve({ attachmentId, kind })
          },
          fail: (problem) => {
            reject(new FailureError(problem))
          },
        })
      }),
    wishes: () => wishes,
    changed: (view) => views.push(view),
    notice: ({ code }) => notices.push(code),
  })
}

function file(name: string, content: string | Uint8Array = 'hello'): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const list = () => join(folder, 'data', 'drafts.json')
const last = () => views.at(-1) ?? []
const spooled = () => readdirSync(join(folder, 'data', 'spool')).sort()
const statuses = () => last().map(({ status }) => status)
const upload = async (index: number): Promise<Upload> => {
  await expect.poll(() => uploads.length).toBeGreaterThan(index)
  return uploads[index]!
}
/** Files are looked into side by side, so their uploads begin in any order. */
const uploadOf = async (name: string): Promise<Upload> => {
  await expect.poll(() => uploads.map(({ file: sent }) => sent.name)).toContain(name)
  return uploads.find(({ file: sent }) => sent.name === name)!
}
const ready = async (index: number | string, attachmentId: string, kind?: AttachmentKind) => {
  const up = await (typeof index === 'string' ? uploadOf(index) : upload(index))
  up.finish(attachmentId, kind)
  await expect.poll(statuses).toContain('ready')
}

describe('a file', () => {
  test('goes up as soon as it is added, and can be taken when it is ready', async () => {
    const [id = ''] = drafts.add([file('a.txt')])
    expect(() => drafts.take([id])).toThrow('not uploaded yet')
    const up = await upload(0)
    expect(last()).toMatchObject([
      { name: 'a.txt', status: 'uploading', progress: 0, contentType: 'text/plain' },
    ])
    up.progress(0.5)
    expect(last()).toMatchObject([{ progress: 0.5 }])
    up.finish('att')
    await expect.poll(statuses).toEqual(['ready'])
    expect(drafts.take([id])).toEqual([{ attachmentId: 'att', kind: 'file', name: 'a.txt', size: 5 }])
    expect(last()).toEqual([])
  })

  test('that is bad does not stop the others', async () => {
    drafts.add([join(folder, 'missing.txt'), file('b.txt')])
    await upload(0)
    await expect.poll(() => last()[0]?.status).toBe('failed')
    expect(last()).toMatchObject([
      { name: 'missing.txt', status: 'failed', failure: { code: 'FILE_NOT_FOUND' } },
      { name: 'b.txt', status: 'uploading' },
    ])
  })

  test('is upload as what it is, and its name is not believed', async () => {
    drafts.add([file('cv.pdf', png({ isPlain: true }))])
    expect((await upload(0)).file).toMatchObject({ name: 'cv.pdf', contentType: 'image/png', edits: [] })
    expect(last()).toMatchObject([
      { kind: 'image', notes: ['type-differs'], picture: { width: 400, height: 300 } },
    ])
  })

  test('with a name made to deceive is shown as it is', async () => {
    drafts.add([file('cat\u202Egnp.exe\n.txt')])
    await upload(0)
    expect(last()[0]?.name).toBe('cat\uFFFDgnp.exe\uFFFD.txt')
  })

  test('is one of so many: more are refused, and none of them is taken', () => {
    const path = file('a.txt')
    drafts.add(Array.from({ length: MAX_DRAFTS - 1 }, () => path))
    expect(() => drafts.add([path, path])).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'TOO_MANY_FILES' }) }),
    )
    expect(last()).toHaveLength(MAX_DRAFTS - 1)
  })

  test('taking is all or nothing, and looking takes nothing', async () => {
    const [one = '', two = ''] = drafts.add([file('a.txt'), file('b.txt')])
    await ready('a.txt', 'att')
    expect(() => drafts.take([one, two])).toThrow('not uploaded')
    expect(drafts.peek([one])).toMatchObject([{ attachmentId: 'att' }])
    expect(last()).toHaveLength(2)
  })

  test('small steps of progress are not published', async () => {
    drafts.add([file('a.txt')])
    const up = await upload(0)
    const before = views.length
    for (let done = 0; done < 0.1; done += 0.001) up.progress(done)
    expect(views.length - before).toBeLessThanOrEqual(5)
  })

  test('that is removed or cancelled is not uploaded any further', async () => {
    const [one = '', two = ''] = drafts.add([file('a.txt'), file('b.txt')])
    const [first, second] = [await uploadOf('a.txt'), await uploadOf('b.txt')]
    drafts.remove(one)
    drafts.cancel(two)
    expect([first.signal.aborted, second.signal.aborted]).toEqual([true, true])
    expect(last()).toMatchObject([{ id: two, status: 'failed', failure: { code: 'CANCELLED' } }])
    drafts.retry(two)
    await ready(2, 'att')
  })

  test('whose upload breaks is tried again by itself, later and later', async () => {
    drafts.add([file('a.txt')])
    const broken = failure('CONNECTION_REFUSED', 'no', true)
    ;(await upload(0)).fail(broken)
    ;(await upload(1)).fail(broken)
    await expect.poll(() => last()[0]).toMatchObject({ status: 'waiting', waitsFor: 'network' })
    clock.advance(299)
    expect(uploads).toHaveLength(2)
    clock.advance(1)
    await ready(2, 'att')
  })

  test('is described in words, which go with it', async () => {
    const [id = ''] = drafts.add([file('a.png', png({ isPlain: true }))])
    drafts.describe(id, '  a castle \n')
    await ready(0, 'att', 'image')
    expect(last()).toMatchObject([{ alt: 'a castle' }])
    expect(drafts.take([id])).toMatchObject([{ alt: 'a castle' }])
  })
})

describe('bytes that are no file', () => {
  test('are kept where only the owner can read them, until they are sent', async () => {
    const id = await drafts.addBytes({ name: 'pasted.png', bytes: png({ isPlain: true }) })
    const path = join(folder, 'data', 'spool', id)
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    expect((await upload(0)).file).toMatchObject({ path, name: 'pasted.png', contentType: 'image/png' })
    await ready(0, 'att', 'image')
    expect(spooled()).toEqual([id])
    drafts.take([id])
    expect(spooled()).toEqual([])
  })

  test('are uploaded again after a failure', async () => {
    const id = await drafts.addBytes({ name: 'pasted.png', bytes: Buffer.from('x') })
    ;(await upload(0)).fail(failure('UPLOAD_FAILED', 'no'))
    await expect.poll(statuses).toEqual(['failed'])
    drafts.retry(id)
    await ready(1, 'att')
    drafts.remove(id)
    expect(spooled()).toEqual([])
  })
})

describe('pictures', () => {
  test('go without their metadata; the file itself is not touched', async () => {
    const path = file('photo.jpg', jpeg())
    drafts.add([path])
    const up = await upload(0)
    expect(up.file.edits.length).toBeGreaterThan(0)
    expect(last()).toMatchObject([{ notes: ['metadata-removed'], size: jpeg().byteLength }])
    expect(statSync(path).size).toBe(jpeg().byteLength)
  })

  test('that may tell a place and can’t be rid of it wait for a word', async () => {
    const [id = ''] = drafts.add([file('photo.heic', heic({ reference: 1 }))])
    await expect.poll(() => last()[0]).toMatchObject({ failure: { code: 'FILE_METADATA' } })
    expect(uploads).toEqual([])
    drafts.retry(id, true)
    await upload(0)
    expect(last()).toMatchObject([{ notes: ['metadata-kept'] }])
  })

  test('that are too large are sent as the smaller copy that a window makes', async () => {
    wishes = { maxSide: 100, removeMetadata: true }
    const [id = ''] = drafts.add([file('photo.jpg', jpeg())])
    await expect.poll(() => last()[0]?.scaleTo).toBe(100)
    expect(drafts.picture(id)).toMatchObject({ contentType: 'image/jpeg' })
    await drafts.scaled(id, Buffer.from('smaller'))
    const [copy = ''] = spooled()
    expect((await upload(0)).file).toEqual({
      path: join(folder, 'data', 'spool', copy),
      name: 'photo.jpg',
      contentType: 'image/jpeg',
      edits: [],
    })
    expect(last()).toMatchObject([{ notes: ['scaled'] }])
    drafts.remove(id)
    expect(spooled()).toEqual([])
  })

  test('whose copy is no smaller are sent as they are', async () => {
    wishes = { maxSide: 100, removeMetadata: true }
    const [id = ''] = drafts.add([file('photo.jpg', jpeg({ isPlain: true }))])
    await expect.poll(() => last()[0]?.scaleTo).toBe(100)
    await drafts.scaled(id, Buffer.alloc(jpeg().byteLength))
    expect((await upload(0)).file.path).toBe(join(folder, 'photo.jpg'))
    expect(last()).toMatchObject([{ notes: [] }])
  })
})

describe('after a restart', () => {
  const restart = () => {
    drafts.close()
    start()
    drafts.useProfile('home', 'https://home')
  }

  test('what was ready is ready, what was not goes up again, in the order and with the words it had', async () => {
    const [one = '', two = ''] = drafts.add([file('a.txt'), file('b.txt')])
    const pasted = await drafts.addBytes({ name: 'p.png', bytes: png({ isPlain: true }) })
    await ready('a.txt', 'att-a')
    drafts.describe(one, 'words')
    drafts.move(two, 0)
    restart()
    await upload(1)
    expect(last()).toMatchObject([
      { id: two, name: 'b.txt', status: 'uploading' },
      { id: one, name: 'a.txt', status: 'ready', size: 5, alt: 'words', contentType: 'text/plain' },
      { id: pasted, name: 'p.png', status: 'uploading' },
    ])
    expect(drafts.take([one])).toEqual([
      { attachmentId: 'att-a', kind: 'file', name: 'a.txt', size: 5, alt: 'words' },
    ])
  })

  test('a file that changed meanwhile is not sent unasked', async () => {
    const path = file('a.txt')
    const [id = ''] = drafts.add([path])
    await upload(0)
    drafts.close()
    writeFileSync(path, 'something else')
    restart()
    await expect.poll(() => last()[0]).toMatchObject({ status: 'failed', failure: { code: 'FILE_CHANGED' } })
    drafts.retry(id)
    await upload(0)
    expect(last()[0]?.size).toBe(14)
  })

  test('a picture keeps the copy and the notes that it was sent with', async () => {
    wishes = { maxSide: 100, removeMetadata: true }
    const [id = ''] = drafts.add([file('photo.jpg', jpeg())])
    await expect.poll(() => last()[0]?.scaleTo).toBe(100)
    await drafts.scaled(id, Buffer.from('smaller'))
    await ready(0, 'att', 'image')
    restart()
    expect(last()).toMatchObject([{ status: 'ready', notes: ['scaled'], kind: 'image' }])
    expect(spooled()).toHaveLength(1)
  })

  test('what a crash left in the spool folder is swept, what is needed is not', async () => {
    const id = await drafts.addBytes({ name: 'p.png', bytes: Buffer.from('x') })
    for (const left of ['a.copy', 'b.part']) writeFileSync(join(folder, 'data', 'spool', left), 'x')
    restart()
    expect(spooled()).toEqual([id])
  })

  test('a damaged record costs that draft alone', async () => {
    const [, two = ''] = drafts.add([file('a.txt'), file('b.txt')])
    await upload(1)
    drafts.close()
    const store = jsonFileStore(join(folder, 'data', 'drafts.json'))
    const read = store.read()
    const { drafts: records } = (read as { value: { drafts: object[] } }).value
    store.write({
      version: 1,
      drafts: [{ ...records[0], source: { kind: 'spool', file: '../../secret' } }, records[1]],
    })
    restart()
    expect(last().map(({ id }) => id)).toEqual([two])
    expect(notices).toEqual(['DRAFTS_DAMAGED'])
    restart()
    expect(last().map(({ id }) => id)).toEqual([two])
    expect(notices).toEqual([])
  })

  test.each([
    ['damaged', () => writeFileSync(list(), '{"version": 1')],
    ['of a later version', () => writeFileSync(list(), '{"version": 2, "drafts": []}')],
    [
      'without one record',
      () => writeFileSync(list(), readFileSync(list(), 'utf8').replace('"spool"', '"x"')),
    ],
    [
      'unreadable',
      () => {
        rmSync(list())
        mkdirSync(list())
      },
    ],
    ['gone', () => rmSync(list())],
  ])('a list that is %s costs no pasted picture, and sends none unasked', async (damage, spoil) => {
    const bytes = png({ isPlain: true })
    const id = await drafts.addBytes({ name: 'p.png', bytes })
    await ready(0, 'att', 'image')
    drafts.close()
    spoil()
    restart()
    expect(notices).toEqual(damage === 'gone' ? [] : ['DRAFTS_DAMAGED'])
    const found = { id, name: 'recovered.png', status: 'failed', failure: { code: 'FILE_RECOVERED' } }
    await expect.poll(() => last()[0]).toMatchObject({ ...found, picture: { width: 400 } })
    // It is told once, and what was not understood is kept for a look.
    restart()
    expect(last()).toMatchObject([found])
    expect([notices, uploads]).toEqual([[], []])
    expect(readdirSync(join(folder, 'data')).includes('drafts.json.damaged')).toBe(damage !== 'gone')
    drafts.retry(id)
    expect((await upload(0)).file).toMatchObject({ name: 'recovered.png', contentType: 'image/png' })
    expect(readFileSync((await upload(0)).file.path)).toEqual(Buffer.from(bytes))
  })
})

describe('another profile', () => {
  test('has drafts of its own; the others come back with it', async () => {
    const [id = ''] = drafts.add([file('a.txt')])
    await ready(0, 'att')
    drafts.useProfile('work', 'https://work')
    expect(last()).toEqual([])
    expect(() => drafts.peek([id])).toThrow('not uploaded')
    drafts.useProfile('home', 'https://home')
    expect(last()).toMatchObject([{ id, status: 'ready' }])
  })

  test('that is removed takes its drafts and their bytes with it', async () => {
    await drafts.addBytes({ name: 'p.png', bytes: Buffer.from('x') })
    drafts.useProfile('work', 'https://work')
    drafts.forgetProfile('home')
    expect(spooled()).toEqual([])
  })
})
