import { pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)

/** PBKDF2-HMAC-SHA256 as AstrBot stores API keys, so that the two servers' tables agree. */
const SALT = 'astrbot_api_key'
const ROUNDS = 100_000
const HASH_BYTES = 32

/** What every API key begins with. */
export const KEY_PREFIX = 'abk_'
/** Longer than any key: what is longer is refused unhashed. */
const MAX_KEY_LENGTH = 128

/** A new API key: `abk_` and 32 random bytes in URL-safe base64. */
export function newApiKey(): string {
  return KEY_PREFIX + randomBytes(32).toString('base64url')
}

/** Whether a string could be an API key at all. Cheap: guards the costly hash. */
export function looksLikeApiKey(key: string): boolean {
  return key.startsWith(KEY_PREFIX) && key.length > KEY_PREFIX.length && key.length <= MAX_KEY_LENGTH
}

/** The form in which a key is stored, hex. Takes tens of milliseconds of a thread-pool thread, on purpose. */
export async function hashApiKey(key: string): Promise<string> {
  return (await derive(key, SALT, ROUNDS, HASH_BYTES, 'sha256')).toString('hex')
}
