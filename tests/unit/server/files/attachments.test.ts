import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { attachments, fetchName } from '../../../../src/server/files/attachments.ts'
import { openBlobs } from '../../../../src/server/files/blobs.ts'
import type { Blobs } from '../../../../src/server/files/blobs.ts'
import { openStore } from '../../../../src/server/store/index.ts'
import type { Store } from '../../../../src/server/store/index.ts'

describe('attachments', () => {
  let dataDir: string
  let store: Store
  let blobs: Blobs
  let now = 0
  const limits = { maxUploadBytes: 100, ownerQuotaBytes: 250, orphanAttachmentMs: 1000 }
  const make = () => attachments(store.attachments, blobs, { now: () => now, elapsed: () => now }, limits)

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'parley-files-'))
    store = openStore(dataDir)
    blobs = await openBlobs(join(dataDir, 'files'))
    now = 1000
  })
  afterEach(() => {
    store.close()
    rmSync(dataDir, { recursive: true })
  })

  const file = (text: string, owner = 'key:a', filename = 'a.txt') => ({
    owner,
    filename,
    contentType: 'text/plain',
    bytes: Readable.from([Buffer.from(text)]),
  })
  const textOf = async (files: ReturnType<typeof make>, id: string, owner = 'key:a') => {
    const record = files.find(owner, id)
    const stream = record && (await files.open(record))
    return stream ? (await buffer(stream)).toString() : null
  }

  it('equal bytes share a file; equal names do not', async () => {
    const files = make()
    const saved = await Promise.all([file('one'), file('two'), file('one')].map((one) => files.save(one)))
    expect(await Promise.all(saved.map(({ id }) => textOf(files, id)))).toEqual(['one', 'two', 'one'])
    expect((await blobs.list()).length).toBe(2)
  })

  it('are read by their owner only', async () => {
    const files = make()
    const { id } = await files.save(file('mine'))
    expect(files.find('key:b', id)).toBeNull()
    expect(files.findByName('key:b', 'a.txt')).toBeNull()
    expect(await textOf(files, id)).toBe('mine')
  })

  it('are found by name: the id with its ending, or the newest of a name', async () => {
    const files = make()
    const first = await files.save(file('first'))
    now += 1
    const second = await files.save(file('second'))
    expect(files.findByName('key:a', 'a.txt')?.id).toBe(second.id)
    expect(files.findByName('key:a', fetchName(first))?.id).toBe(first.id)
    expect(files.findByName('key:b', fetchName(first))).toBeNull()
  })

  it('too big a file leaves nothing behind', async () => {
    const files = make()
    await expect(files.save(file('x'.repeat(101)))).rejects.toMatchObject({
      failure: { code: 'FILE_TOO_BIG' },
    })
    expect(await blobs.list()).toEqual([])
    expect(readdirSync(join(dataDir, 'files', 'incoming'))).toEqual([])
    await files.save(file('x'.repeat(100)))
  })

  it('an owner has a quota; others have their own', async () => {
    const files = make()
    await files.save(file('x'.repeat(100)))
    await files.save(file('y'.repeat(100)))
    await expect(files.save(file('z'.repeat(51)))).rejects.toMatchObject({ failure: { code: 'DISK_FULL' } })
    await files.save(file('z'.repeat(50)))
    await expect(files.save(file(''))).rejects.toMatchObject({ failure: { code: 'DISK_FULL' } })
    await files.save(file('x', 'key:b'))
  })

  it('a broken upload leaves nothing behind', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('half')
        throw new Error('the client went away')
      })(),
    )
    await expect(make().save({ ...file(''), bytes: broken })).rejects.toThrow('went away')
    expect(readdirSync(join(dataDir, 'files', 'incoming'))).toEqual([])
  })

  it('what no message refers to goes after a while; a shared file stays with its last attachment', async () => {
    const files = make()
    const { conversations } = store
    const kept = await files.save(file('shared'))
    const orphan = await files.save(file('shared'))
    const lone = await files.save(file('lone'))
    const { pk } = conversations.ensure('key:a', 's', 'alice', 'webchat', now)
    const part = { type: 'file' as const, attachment_id: kept.id, filename: kept.filename }
    conversations.add({ session: pk, role: 'user', text: '', parts: [part] }, now)

    now += 1000
    expect(await files.sweep()).toBe(0)
    now += 1
    expect(await files.sweep()).toBe(1)
    expect(files.find('key:a', orphan.id)).toBeNull()
    expect(files.find('key:a', lone.id)).toBeNull()
    expect(await textOf(files, kept.id)).toBe('shared')
  })

  it('files without a row (the process was killed in between) are swept', async () => {
    await blobs.write(Readable.from([Buffer.from('stray')]), 100)
    expect(await make().sweep()).toBe(1)
    expect(await blobs.list()).toEqual([])
  })
})
