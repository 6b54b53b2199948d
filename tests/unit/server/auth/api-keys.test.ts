import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiKeys } from '../../../../src/server/auth/api-keys.ts'
import type { ApiKeys } from '../../../../src/server/auth/api-keys.ts'
import { DATABASE_FILE } from '../../../../src/server/store/database.ts'
import { openStore } from '../../../../src/server/store/index.ts'
import type { Store } from '../../../../src/server/store/index.ts'

describe('API keys', () => {
  let dataDir: string
  let store: Store
  let keys: ApiKeys
  let now = 1_000_000

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'parley-keys-'))
    store = openStore(dataDir)
    keys = apiKeys(store.keys, { now: () => now, elapsed: () => now })
  })
  afterEach(() => {
    store.close()
    rmSync(dataDir, { recursive: true })
  })

  it('open their scopes and no others', async () => {
    const { key } = await keys.create({ name: 'k', scopes: ['chat', 'file'] })
    expect(await keys.check(key, 'chat')).toMatchObject({ ok: true })
    expect(await keys.check(key, 'file')).toMatchObject({ ok: true })
    expect(await keys.check(key, 'config')).toEqual({ ok: false, reason: 'Insufficient API key scope' })
    expect(await keys.check(null, 'chat')).toEqual({ ok: false, reason: 'Missing API key' })
    expect(await keys.check(`${key}x`, 'chat')).toEqual({ ok: false, reason: 'Invalid API key' })
  })

  it('a star opens everything', async () => {
    const { key } = await keys.create({ name: 'k', scopes: ['*'] })
    for (const scope of ['chat', 'file', 'config', 'im'] as const) {
      expect(await keys.check(key, scope)).toMatchObject({ ok: true })
    }
  })

  it('end when they expire, at that very moment', async () => {
    const { key } = await keys.create({ name: 'k', scopes: ['chat'], expiresAt: now + 1000 })
    now += 999
    expect(await keys.check(key, 'chat')).toMatchObject({ ok: true })
    now += 1
    expect(await keys.check(key, 'chat')).toEqual({ ok: false, reason: 'Invalid API key' })
  })

  it('end when they are revoked, also once they are in the cache', async () => {
    const { id, key } = await keys.create({ name: 'k', scopes: ['chat'] })
    expect(await keys.check(key, 'chat')).toMatchObject({ ok: true })
    expect(keys.revoke(id)).toBe(true)
    expect(keys.revoke(id)).toBe(false)
    expect(await keys.check(key, 'chat')).toEqual({ ok: false, reason: 'Invalid API key' })
    expect([...keys.validIds()]).toEqual([])
  })

  it('remember when they were last used, to the minute', async () => {
    const { key } = await keys.create({ name: 'k', scopes: ['chat'] })
    await keys.check(key, 'chat')
    const first = now
    now += 59_000
    await keys.check(key, 'chat')
    expect(keys.summaries()[0]?.lastUsedAt).toBe(first)
    now += 1000
    await keys.check(key, 'chat')
    expect(keys.summaries()[0]?.lastUsedAt).toBe(now)
  })

  it('are nowhere on the disk and in no list', async () => {
    const { key } = await keys.create({ name: 'k', scopes: ['chat'] })
    await keys.check(key, 'chat')
    for (const file of [DATABASE_FILE, `${DATABASE_FILE}-wal`]) {
      expect(readFileSync(join(dataDir, file)).includes(key.slice(4))).toBe(false)
    }
    expect(JSON.stringify(keys.summaries())).not.toMatch(/abk_|hash/)
  })

  it('need scopes that exist', async () => {
    await expect(keys.create({ name: 'k', scopes: [] })).rejects.toThrow(RangeError)
    await expect(keys.create({ name: 'k', scopes: ['admin' as 'chat'] })).rejects.toThrow(RangeError)
  })
})
