import type { DatabaseSync } from 'node:sqlite'

/** A dashboard account. */
export interface AccountRecord {
  username: string
  /** A salted scrypt string (see auth/password.ts). */
  password: string
  passwordChangedAt: number
}

export type AccountStore = ReturnType<typeof accountStore>

/** The table of dashboard accounts. */
export function accountStore(db: DatabaseSync) {
  const upsert = db.prepare(
    `INSERT INTO accounts (username, password, created_at, password_changed_at) VALUES (?1, ?2, ?3, ?3)
     ON CONFLICT (username) DO UPDATE SET password = ?2, password_changed_at = ?3`,
  )
  const get = db.prepare('SELECT username, password, password_changed_at FROM accounts WHERE username = ?')
  return {
    /** Makes the account, or gives an existing one a new password. */
    put(username: string, password: string, at: number): void {
      upsert.run(username, password, at)
    },
    get(username: string): AccountRecord | null {
      const row = get.get(username) as
        { username: string; password: string; password_changed_at: number } | undefined
      return row
        ? { username: row.username, password: row.password, passwordChangedAt: row.password_changed_at }
        : null
    },
  }
}
