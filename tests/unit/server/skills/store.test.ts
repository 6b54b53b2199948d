import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileSkillStore } from '../../../../src/server/skills/store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-store-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('FileSkillStore', () => {
  it('keeps values across instances', async () => {
    const path = join(folder, 'deep', 'skills')
    await new FileSkillStore(path).put('notes', [{ text: '牛奶' }])
    expect(await new FileSkillStore(path).get('notes')).toEqual([{ text: '牛奶' }])
    expect(await new FileSkillStore(path).get('timers')).toBeUndefined()
  })

  it('writes in order and leaves no temporary files', async () => {
    const store = new FileSkillStore(folder)
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.put('timers', i)))
    expect(await store.get('timers')).toBe(19)
    expect(await readdir(folder)).toEqual(['timers.json'])
  })

  it('reads what is still being written', async () => {
    const store = new FileSkillStore(folder)
    void store.put('notes', 'new')
    expect(await store.get('notes')).toBe('new')
  })

  it('puts a damaged file aside instead of losing it', async () => {
    await writeFile(join(folder, 'notes.json'), '[{"text": "half a no')
    const damaged: string[] = []
    const store = new FileSkillStore(folder, (path) => damaged.push(path))
    expect(await store.get('notes')).toBeUndefined()
    expect(damaged).toEqual([join(folder, 'notes.json.damaged')])
    expect(await readFile(damaged[0] ?? '', 'utf8')).toBe('[{"text": "half a no')
  })

  it('fails with a code when it cannot write, and works again afterwards', async () => {
    await writeFile(join(folder, 'file'), '')
    const store = new FileSkillStore(join(folder, 'file'))
    await expect(store.put('notes', 1)).rejects.toMatchObject({
      failure: { code: 'INTERNAL', retryable: true },
    })
    await rm(join(folder, 'file'))
    await store.put('notes', 2)
    expect(await store.get('notes')).toBe(2)
  })

  it('refuses keys that are paths', async () => {
    await expect(new FileSkillStore(folder).get('../secret')).rejects.toMatchObject({
      failure: { code: 'INVALID_INPUT' },
    })
  })
})
