import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DATABASE_FILE, openDatabase, transaction } from '../../../../src/server/store/database.ts'
import { openStore } from '../../../../src/server/store/index.ts'
import { MIGRATIONS } from '../../../../src/server/store/migrations.ts'

describe('the store', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'parley-store-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true }))

  it('makes its schema once and opens it again', () => {
    openStore(dataDir).close()
    const store = openStore(dataDir)
    const { pk } = store.conversations.ensure('o', 's', 'alice', 'webchat', 1)
    expect(store.conversations.ensure('o', 's', 'bob', 'webchat', 2)).toMatchObject({ pk, username: 'alice' })
    store.close()
    const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length })
    db.close()
  })

  it('refuses a database of a newer version, and leaves it alone', () => {
    openStore(dataDir).close()
    const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
    db.exec('PRAGMA user_version = 999')
    db.close()
    expect(() => openStore(dataDir)).toThrow(/newer version/)
  })

  it('commits are durable: a log in WAL mode, synced in full', () => {
    const db = openDatabase(dataDir)
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    db.close()
  })

  it('a transaction that fails leaves nothing', () => {
    const db = openDatabase(dataDir)
    expect(() =>
      transaction(db, () => {
        db.exec("INSERT INTO meta VALUES ('a', 'b')")
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(db.prepare("SELECT * FROM meta WHERE key = 'a'").get()).toBeUndefined()
    db.close()
  })

  it('lists sessions newest first, in pages, named after their first words', () => {
    const store = openStore(dataDir)
    const { conversations } = store
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      const { pk } = conversations.ensure('o', id, 'alice', 'webchat', index)
      conversations.add({ session: pk, role: 'user', text: `hello ${id}\nmore`, parts: [] }, 10 + index)
    }
    conversations.ensure('o', 'live!1', 'alice', 'live', 99)
    conversations.ensure('other', 'a', 'alice', 'webchat', 99)
    const page = conversations.list('o', 'alice', 'webchat', 2, 1)
    expect(page.map(({ sessionId, displayName }) => [sessionId, displayName])).toEqual([
      ['b', 'hello b'],
      ['a', 'hello a'],
    ])
    expect(conversations.count('o', 'alice', 'webchat')).toBe(3)
    store.close()
  })

  it('prunes old transcripts with their messages', () => {
    const store = openStore(dataDir)
    const { conversations } = store
    const { pk } = conversations.ensure('o', 'live!1', 'alice', 'live', 1)
    conversations.add({ session: pk, role: 'user', text: 'x', parts: [] }, 5)
    expect(conversations.prune('live', 5)).toBe(0)
    expect(conversations.prune('live', 6)).toBe(1)
    expect(conversations.recent(pk, 9)).toEqual([])
    store.close()
  })
})
