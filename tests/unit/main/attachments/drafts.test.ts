import { beforeEach, expect, test } from 'vitest'
import { Drafts } from '../../../../src/main/attachments/drafts.ts'
import type { LocalFile } from '../../../../src/main/attachments/drafts.ts'
import { failure, FailureError } from '../../../../src/shared/failure.ts'
import type { AttachmentKind } from '../../../../src/shared/live-api/parts.ts'
import type { DraftAttachment } from '../../../../src/shared/view.ts'

interface Upload {
  progress(done: number): void
  finish(answer: { attachmentId: string; kind: AttachmentKind }): void
  fail(error: Error): void
  signal: AbortSignal
  file: LocalFile
}

let views: DraftAttachment[][]
let uploads: Upload[]
let drafts: Drafts

beforeEach(() => {
  views = []
  uploads = []
  let count = 0
  drafts = new Drafts({
    newId: () => `d${(count += 1)}`,
    inspect: (path) =>
      path.includes('missing')
        ? Promise.reject(new FailureError(failure('FILE_NOT_FOUND', 'gone')))
        : Promise.resolve({ path, name: path.slice(1), kind: 'file', size: 10 }),
    upload: (file, progress, signal) =>
      new Promise((finish, fail) => {
        uploads.push({ progress, finish, fail, signal, file })
      }),
    changed: (view) => views.push(view),
  })
})

const last = () => views.at(-1) ?? []

test('a file is uploaded as soon as it is added, and can be taken when ready', async () => {
  const [id] = await drafts.add(['/a.txt'])
  expect(last()).toMatchObject([{ name: 'a.txt', status: 'uploading', progress: 0 }])
  expect(() => drafts.take([id!])).toThrow('not uploaded yet')
  uploads[0]?.progress(0.5)
  expect(last()).toMatchObject([{ progress: 0.5 }])
  uploads[0]?.finish({ attachmentId: 'att', kind: 'image' })
  await Promise.resolve()
  expect(last()).toMatchObject([{ status: 'ready', kind: 'image' }])
  expect(drafts.take([id!])).toEqual([{ attachmentId: 'att', kind: 'image', name: 'a.txt', size: 10 }])
  expect(last()).toEqual([])
})

test('one bad file does not stop the others', async () => {
  await drafts.add(['/missing.txt', '/b.txt'])
  expect(last()).toHaveLength(2)
  expect(last().find((each) => each.name === 'missing.txt')).toMatchObject({
    status: 'failed',
    failure: { code: 'FILE_NOT_FOUND' },
  })
  expect(last().find((each) => each.name === 'b.txt')).toMatchObject({ status: 'uploading' })
})

test('taking is all or nothing', async () => {
  const [ready, waiting] = await drafts.add(['/a.txt', '/b.txt'])
  uploads[0]?.finish({ attachmentId: 'att', kind: 'file' })
  await Promise.resolve()
  expect(() => drafts.take([ready!, waiting!])).toThrow()
  expect(last()).toHaveLength(2)
})

test('a failed upload can be tried again; the first try can no longer speak for it', async () => {
  const [id] = await drafts.add(['/a.txt'])
  uploads[0]?.fail(new FailureError(failure('UPLOAD_FAILED', 'no', true)))
  await Promise.resolve()
  expect(last()).toMatchObject([{ status: 'failed', failure: { code: 'UPLOAD_FAILED' } }])
  drafts.retry(id!)
  expect(last()).toMatchObject([{ status: 'uploading', failure: null }])
  uploads[0]?.progress(0.9)
  expect(last()).toMatchObject([{ progress: 0 }])
})

test('removing aborts the upload', async () => {
  const [id] = await drafts.add(['/a.txt'])
  drafts.remove(id!)
  expect(uploads[0]?.signal.aborted).toBe(true)
  expect(last()).toEqual([])
})

test('small steps of progress are not published', async () => {
  await drafts.add(['/a.txt'])
  const before = views.length
  for (let done = 0; done < 0.1; done += 0.001) uploads[0]?.progress(done)
  expect(views.length - before).toBeLessThanOrEqual(5)
})

const picture = (size: number) => ({
  name: 'pasted.png',
  contentType: 'image/png',
  bytes: new Uint8Array(size),
})
const MIB = 1024 * 1024

test('bytes are uploaded as they are, and again after a failure', async () => {
  const given = { ...picture(0), bytes: Uint8Array.of(1, 2, 3) }
  const id = drafts.addBytes(given)
  expect(last()).toMatchObject([{ id, name: 'pasted.png', kind: 'image', size: 3, status: 'uploading' }])
  uploads[0]?.fail(new FailureError(failure('UPLOAD_FAILED', 'no', true)))
  await Promise.resolve()
  drafts.retry(id)
  expect(uploads.map(({ file }) => file)).toEqual([
    { ...given, kind: 'image', size: 3 },
    { ...given, kind: 'image', size: 3 },
  ])
  uploads[1]?.finish({ attachmentId: 'att', kind: 'image' })
  await Promise.resolve()
  expect(drafts.take([id])).toEqual([{ attachmentId: 'att', kind: 'image', name: 'pasted.png', size: 3 }])
})

test('bytes are held for so many pictures and no more; those that are uploaded or removed make room', async () => {
  const ids = Array.from({ length: 4 }, () => drafts.addBytes(picture(32 * MIB)))
  expect(() => drafts.addBytes(picture(1))).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'OUTBOX_FULL', retryable: true }) }),
  )
  expect(last()).toHaveLength(4)
  uploads[0]?.finish({ attachmentId: 'att', kind: 'image' })
  await Promise.resolve()
  drafts.addBytes(picture(32 * MIB))
  expect(() => drafts.addBytes(picture(1))).toThrow('Too many')
  drafts.remove(ids[1]!)
  drafts.addBytes(picture(32 * MIB))
})
