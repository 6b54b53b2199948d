import { createHash, randomUUID } from 'node:crypto'
import { SCOPES } from '../../shared/live-api/http.ts'
import type { Scope } from '../../shared/live-api/http.ts'
import type { Clock } from '../clock.ts'
import type { KeyRecord, KeyStore } from '../store/keys.ts'
import { hashApiKey, looksLikeApiKey, newApiKey } from './key-hash.ts'
import { semaphore } from './semaphore.ts'

/** Verified keys whose hash is remembered. */
const CACHE_SIZE = 1000
/** Strings that are no key and need not be hashed again. */
const REFUSED_SIZE = 1000
/** Hashes under way at once: half of the thread pool, so that a flood of wrong keys cannot starve the disk. */
const HASHES_AT_ONCE = 2
/** `last_used_at` is exact to this, ms: not every request needs a write. */
const TOUCH_EVERY_MS = 60_000

/** Why a key was refused, in the contract's words. */
export type KeyRefusal = 'Missing API key' | 'Invalid API key' | 'Insufficient API key scope'
export type KeyCheck = { ok: true; key: KeyRecord } | { ok: false; reason: KeyRefusal }

export interface NewKey {
  name: string
  /** Scopes, or `*` for all. */
  scopes: readonly (Scope | '*')[]
  /** The account that the key belongs to; without it the key stands for itself. */
  username?: string
  /** Ms since the Unix epoch. */
  expiresAt?: number
}

/** A key as it may be listed: without the key. */
export type KeySummary = Omit<KeyRecord, 'hash'>

export type ApiKeys = ReturnType<typeof apiKeys>

/** Makes, checks and revokes API keys. A key itself is seen only once, by who made it. */
export function apiKeys(store: KeyStore, clock: Clock) {
  // Only a fast digest of a key is held in memory; what it maps to is the slow hash under which the key is stored.
  const hashes = new Map<string, string>()
  const refused = new Set<string>()
  const hashing = new Map<string, Promise<string>>()
  const withPlace = semaphore(HASHES_AT_ONCE)

  const slowHash = async (key: string, digest: string): Promise<string> => {
    const known = hashes.get(digest)
    if (known !== undefined) return known
    const running = hashing.get(digest)
    if (running) return running
    const started = withPlace(() => hashApiKey(key)).finally(() => hashing.delete(digest))
    hashing.set(digest, started)
    return started
  }

  const lookUp = async (key: string): Promise<KeyRecord | null> => {
    if (!looksLikeApiKey(key)) return null
    const digest = quickDigest(key)
    if (refused.has(digest)) return null
    const hash = await slowHash(key, digest)
    const record = store.byHash(hash)
    if (record) remember(hashes, digest, hash)
    else forgetOldest(refused.add(digest), REFUSED_SIZE)
    return record
  }

  return {
    /** Makes a key; the plain key is in the answer and nowhere else. */
    async create(wanted: NewKey): Promise<{ id: string; key: string }> {
      const known: readonly string[] = [...SCOPES, '*']
      const unknown = wanted.scopes.find((scope) => !known.includes(scope))
      if (unknown !== undefined) throw new RangeError(`Unknown scope: ${unknown}`)
      if (wanted.scopes.length === 0) throw new RangeError('A key needs at least one scope.')
      const key = newApiKey()
      const id = randomUUID()
      const hash = await hashApiKey(key)
      store.insert({
        id,
        name: wanted.name,
        hash,
        scopes: [...new Set(wanted.scopes)],
        username: wanted.username ?? null,
        createdAt: clock.now(),
        expiresAt: wanted.expiresAt ?? null,
      })
      refused.clear()
      remember(hashes, quickDigest(key), hash)
      return { id, key }
    },

    /** Whether `key` opens `scope` now. Expired and revoked keys are "Invalid", like unknown ones. */
    async check(key: string | null, scope: Scope): Promise<KeyCheck> {
      if (key === null) return { ok: false, reason: 'Missing API key' }
      const record = await lookUp(key)
      const now = clock.now()
      if (!record || !isValidAt(record, now)) return { ok: false, reason: 'Invalid API key' }
      if (!record.scopes.includes(scope) && !record.scopes.includes('*')) {
        return { ok: false, reason: 'Insufficient API key scope' }
      }
      if (record.lastUsedAt === null || now - record.lastUsedAt >= TOUCH_EVERY_MS) store.touch(record.id, now)
      return { ok: true, key: record }
    },

    /** All keys, without their hashes. */
    summaries(): KeySummary[] {
      return store.all().map(({ hash: _hash, ...summary }) => summary)
    },

    /** The ids of the keys that still open something. */
    validIds(): Set<string> {
      const now = clock.now()
      return new Set(store.all().flatMap((key) => (isValidAt(key, now) ? [key.id] : [])))
    },

    /** True when the key existed and was still valid. Open sockets of the key are the caller's to close. */
    revoke(id: string): boolean {
      return store.revoke(id, clock.now())
    },
  }
}

function quickDigest(key: string): string {
  return createHash('sha256').update(key).digest('base64')
}

function isValidAt(key: KeyRecord, now: number): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now)
}

function remember(cache: Map<string, string>, digest: string, hash: string): void {
  cache.delete(digest)
  cache.set(digest, hash)
  if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value as string)
}

function forgetOldest(set: Set<string>, size: number): void {
  if (set.size > size) set.delete(set.values().next().value as string)
}
