import { describe, expect, it } from 'vitest'
import { hashApiKey, looksLikeApiKey, newApiKey } from '../../../../src/server/auth/key-hash.ts'

describe('API key hashes', () => {
  it('are those of AstrBot', async () => {
    // Computed with Python's hashlib.pbkdf2_hmac('sha256', key, b'astrbot_api_key', 100_000).
    expect(await hashApiKey('abk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8')).toBe(
      '91db77039aafebe2e92c62916885b887a58771f75677e45d2587cb51e4353dcd',
    )
  })

  it('keys are `abk_` and 32 bytes of URL-safe base64, never twice the same', () => {
    const keys = Array.from({ length: 50 }, newApiKey)
    for (const key of keys) expect(key).toMatch(/^abk_[A-Za-z0-9_-]{43}$/)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('what cannot be a key is not worth hashing', () => {
    expect(looksLikeApiKey(newApiKey())).toBe(true)
    for (const text of ['', 'abk_', 'key_abc', 'Abk_abc', `abk_${'x'.repeat(200)}`]) {
      expect(looksLikeApiKey(text)).toBe(false)
    }
  })
})
