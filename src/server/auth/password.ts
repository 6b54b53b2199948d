import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { ScryptOptions } from 'node:crypto'

/** OWASP's first choice of scrypt parameters; 128 MiB for a moment, about a third of a second. */
const COST: Required<Pick<ScryptOptions, 'N' | 'r' | 'p'>> = { N: 2 ** 17, r: 8, p: 1 }
const MAX_MEMORY = 160 * 1024 * 1024
const KEY_BYTES = 32

/** What a client sends for a password: its md5, as lower-case hex. It only obscures; the stored form protects. */
export function md5Hex(password: string): string {
  return createHash('md5').update(password, 'utf8').digest('hex')
}

/** The form in which a password's md5 is stored: `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(md5: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(md5, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

/** Whether `md5` is of the password that `stored` was made from. Takes the same time whether or not it is. */
export async function verifyPassword(md5: string, stored: string): Promise<boolean> {
  const [scheme, n, r, p, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64')
  const actual = await derive(md5, Buffer.from(salt, 'base64'), { N: Number(n), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function derive(md5: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(md5, salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
