import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryOutbox } from '../../../../src/main/live/memory-outbox.ts'
import { DiskOutbox } from '../../../../src/main/live/outbox.ts'
import { OUTBOX_LIMITS } from '../../../../src/main/live/outbox-item.ts'
import type { OutboxItem } from '../../../../src/main/live/outbox-item.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import type { Failure } from '../../../../src/shared/failure.ts'

let folder: string
let failures: Failure[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-outbox-'))
  failures = []
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const openOutbox = () => DiskOutbox.open(folder, silentLog, (problem) => void failures.push(problem))

function item(turnId: string, change: Partial<OutboxItem> = {}): OutboxItem {
  return {
    version: 1,
    turnId,
    profileId: 'p',
    kind: 'text',
    stamp: turnId,
    text: `text of ${turnId}`,
    attachments: [],
    drafts: [],
    createdAt: 1,
    ...change,
  }
}

describe('the outbox on disk', () => {
  it('has everything again after a restart, oldest first, for the profile that it belongs to', async () => {
    const outbox = await openOutbox()
    outbox.put(item('later', { createdAt: 2 }))
    outbox.put(item('voice', { kind: 'voice', createdAt: 1 }))
    outbox.append('voice', new Uint8Array(640).fill(1))
    outbox.append('voice', new Uint8Array(640).fill(2))
    outbox.seal('voice')
    outbox.put(item('other', { profileId: 'q' }))
    await outbox.settled()

    const again = await openOutbox()
    expect(again.items('p').map((found) => [found.turnId, found.audioBytes])).toEqual([
      ['voice', 1280],
      ['later', 0],
    ])
    expect(again.items('q').map((found) => found.turnId)).toEqual(['other'])
    const audio = await again.readAudio('voice')
    expect([audio?.[0], audio?.[639], audio?.[640], audio?.byteLength]).toEqual([1, 1, 2, 1280])
    expect(failures).toEqual([])
  })

  it('opens although a leftover of it can’t be removed', async () => {
    const outbox = await openOutbox()
    outbox.put(item('kept'))
    await outbox.settled()
    await mkdir(path.join(folder, 'leftover.tmp'))
    expect((await openOutbox()).items('p').map(({ turnId }) => turnId)).toEqual(['kept'])
  })

  it('forgets what was acknowledged, for good, also when it is forgotten while it is written', async () => {
    const outbox = await openOutbox()
    outbox.put(item('a', { kind: 'voice' }))
    for (let frame = 0; frame < 50; frame += 1) outbox.append('a', new Uint8Array(640))
    outbox.forget('a')
    outbox.append('a', new Uint8Array(640))
    await outbox.settled()
    expect(await readdir(folder)).toEqual([])
    expect((await openOutbox()).items('p')).toEqual([])
    expect(failures).toEqual([])
  })

  it('keeps a recording that was cut off in the middle, in whole samples', async () => {
    const outbox = await openOutbox()
    outbox.put(item('cut', { kind: 'voice' }))
    outbox.append('cut', new Uint8Array(641))
    await outbox.settled()
    const again = await openOutbox()
    expect(again.items('p')[0]?.audioBytes).toBe(640)
    expect((await again.readAudio('cut'))?.byteLength).toBe(640)
  })

  it('sets damaged items aside, and goes on with the others', async () => {
    const outbox = await openOutbox()
    outbox.put(item('good'))
    await outbox.settled()
    await writeFile(path.join(folder, 'bad.json'), '{"version": 1, "turnId"')
    await writeFile(path.join(folder, 'bad.pcm'), 'xx')
    await writeFile(path.join(folder, 'empty.json'), '')
    await writeFile(path.join(folder, 'liar.json'), JSON.stringify(item('../../etc/passwd')))
    await writeFile(path.join(folder, 'renamed.json'), JSON.stringify(item('another')))
    const again = await openOutbox()
    expect(again.items('p').map((found) => found.turnId)).toEqual(['good'])
    expect((await readdir(path.join(folder, 'damaged'))).sort()).toEqual([
      'bad.json',
      'bad.pcm',
      'empty.json',
      'liar.json',
      'renamed.json',
    ])
  })

  it('sweeps what a write left behind that was cut short', async () => {
    await writeFile(path.join(folder, 'a.json.tmp'), '{')
    await writeFile(path.join(folder, 'orphan.pcm'), 'xx')
    await writeFile(path.join(folder, 'silent.json'), JSON.stringify(item('silent', { kind: 'voice' })))
    const outbox = await openOutbox()
    expect(outbox.items('p')).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses the new when it is full, and keeps the old', async () => {
    const outbox = await openOutbox()
    for (let index = 0; index < OUTBOX_LIMITS.items; index += 1)
      expect(outbox.put(item(`i${index}`))).toBeNull()
    expect(outbox.put(item('more'))).toMatchObject({ code: 'OUTBOX_FULL' })
    expect(outbox.isWhole('more')).toBe(false)
    outbox.forget('i0')
    expect(outbox.put(item('more'))).toBeNull()
    expect(outbox.items('p')).toHaveLength(OUTBOX_LIMITS.items)
    await outbox.settled()
  })

  it('says once that audio does not fit any more, and that the recording is not whole here', async () => {
    const outbox = await openOutbox()
    outbox.put(item('long', { kind: 'voice' }))
    expect(outbox.append('long', new Uint8Array(OUTBOX_LIMITS.bytes - 10))).toBeNull()
    expect(outbox.isWhole('long')).toBe(true)
    expect(outbox.append('long', new Uint8Array(640))).toMatchObject({ code: 'OUTBOX_FULL' })
    expect(outbox.append('long', new Uint8Array(640))).toBeNull()
    expect(outbox.isWhole('long')).toBe(false)
    outbox.forget('long')
    await outbox.settled()
  })

  it('tells of a disk that cannot be written, and does not die of it', async () => {
    const outbox = await openOutbox()
    await rm(folder, { recursive: true })
    outbox.put(item('a'))
    await outbox.settled()
    expect(failures).toMatchObject([{ code: 'INTERNAL' }])
  })

  it('keeps its files to the person', async () => {
    const outbox = await openOutbox()
    outbox.put(item('mine'))
    await outbox.settled()
    const { stat } = await import('node:fs/promises')
    expect((await stat(path.join(folder, 'mine.json'))).mode & 0o077).toBe(0)
    expect(JSON.parse(await readFile(path.join(folder, 'mine.json'), 'utf8'))).toMatchObject({
      turnId: 'mine',
    })
  })
})

describe('the outbox in memory', () => {
  it('keeps and forgets the same things', async () => {
    const outbox = new MemoryOutbox()
    outbox.put(item('v', { kind: 'voice' }))
    outbox.append('v', new Uint8Array(4))
    expect(outbox.items('p')).toMatchObject([{ turnId: 'v', audioBytes: 4 }])
    expect((await outbox.readAudio('v'))?.byteLength).toBe(4)
    outbox.forget('v')
    expect(outbox.items('p')).toEqual([])
    expect(await outbox.readAudio('v')).toBeNull()
  })
})
