import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jsonFileStore, writeFailure } from '../../../../src/main/lib/json-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-json-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a JSON file', () => {
  it('gives back what was written, in folders that it makes', () => {
    const store = jsonFileStore(join(folder, 'a', 'b', 'file.json'))
    expect(store.read()).toEqual({ kind: 'absent' })
    expect(store.write({ text: 'ü密' }).ok).toBe(true)
    expect(store.read()).toEqual({ kind: 'value', value: { text: 'ü密' } })
  })

  it('stays whole, and alone, when a write fails', () => {
    const path = join(folder, 'file.json')
    const store = jsonFileStore(path)
    store.write({ n: 1 })
    const circular: Record<string, unknown> = {}
    circular.self = circular
    expect(store.write(circular)).toMatchObject({ ok: false, failure: { code: 'SETTINGS_NOT_SAVED' } })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ n: 1 })
    expect(readdirSync(folder)).toEqual(['file.json'])
  })

  it('fails, and does not throw, where no folder can be made', () => {
    writeFileSync(join(folder, 'file'), '')
    const store = jsonFileStore(join(folder, 'file', 'below', 'file.json'))
    expect(store.write({})).toMatchObject({ ok: false, failure: { code: 'SETTINGS_NOT_SAVED' } })
  })

  it('that is damaged is not absent', () => {
    const path = join(folder, 'file.json')
    writeFileSync(path, '{"n": ')
    expect(jsonFileStore(path).read()).toMatchObject({ kind: 'damaged' })
    expect(jsonFileStore(folder).read()).toMatchObject({
      kind: 'unreadable',
      failure: { code: 'FILE_UNREADABLE' },
    })
  })

  it('names a full disk', () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    expect(writeFailure(full)).toMatchObject({ code: 'DISK_FULL', retryable: true })
  })
})
