import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** The secret that signs dashboard tokens: made once for each data folder, 32 random bytes. */
export function jwtSecret(db: DatabaseSync): Uint8Array {
  const fresh = randomBytes(32).toString('base64url')
  db.prepare("INSERT INTO meta (key, value) VALUES ('jwt_secret', ?) ON CONFLICT (key) DO NOTHING").run(fresh)
  const row = db.prepare("SELECT value FROM meta WHERE key = 'jwt_secret'").get() as { value: string }
  return Buffer.from(row.value, 'base64url')
}
