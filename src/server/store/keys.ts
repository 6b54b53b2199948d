import type { DatabaseSync } from 'node:sqlite'

/** An API key as it is stored: never the key itself. */
export interface KeyRecord {
  id: string
  name: string
  /** PBKDF2 of the key, hex (see auth/key-hash.ts). */
  hash: string
  /** Names of scopes; `*` is all of them. */
  scopes: string[]
  /** The account that the key belongs to; null for a key that stands for itself. */
  username: string | null
  createdAt: number
  expiresAt: number | null
  revokedAt: number | null
  lastUsedAt: number | null
}

interface KeyRow {
  id: string
  name: string
  hash: string
  scopes: string
  username: string | null
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

export type KeyStore = ReturnType<typeof keyStore>

/** The table of API keys. */
export function keyStore(db: DatabaseSync) {
  const insert = db.prepare(
    `INSERT INTO api_keys (id, name, hash, scopes, username, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const byHash = db.prepare('SELECT * FROM api_keys WHERE hash = ?')
  const all = db.prepare('SELECT * FROM api_keys ORDER BY created_at, id')
  const revoke = db.prepare('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
  const touch = db.prepare('UPDATE api_keys SET last_used_at = ? WHERE id = ?')
  return {
    insert(key: Omit<KeyRecord, 'revokedAt' | 'lastUsedAt'>): void {
      const { id, name, hash, scopes, username, createdAt, expiresAt } = key
      insert.run(id, name, hash, JSON.stringify(scopes), username, createdAt, expiresAt)
    },
    byHash(hash: string): KeyRecord | null {
      const row = byHash.get(hash) as KeyRow | undefined
      return row ? toRecord(row) : null
    },
    all(): KeyRecord[] {
      return (all.all() as unknown as KeyRow[]).map(toRecord)
    },
    /** True when there was such a key and it was not revoked before. */
    revoke(id: string, at: number): boolean {
      return Number(revoke.run(at, id).changes) > 0
    },
    touch(id: string, at: number): void {
      touch.run(at, id)
    },
  }
}

function toRecord(row: KeyRow): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    scopes: JSON.parse(row.scopes) as string[],
    username: row.username,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  }
}
