import type { DatabaseSync } from 'node:sqlite'

/** Something that was due for a person and has not been heard yet. */
export interface PendingRing {
  id: number
  owner: string
  username: string
  sessionId: string
  /** What to say once it is late. */
  text: string
  rangAt: number
}

export type RingStore = ReturnType<typeof ringStore>

/** Rings that have not been delivered yet. */
export function ringStore(db: DatabaseSync) {
  const add = db.prepare(
    'INSERT INTO pending_rings (owner, username, session_id, text, rang_at) VALUES (?, ?, ?, ?, ?)',
  )
  const list = db.prepare('SELECT * FROM pending_rings WHERE owner = ? AND username = ? ORDER BY id')
  const remove = db.prepare('DELETE FROM pending_rings WHERE id = ?')
  return {
    add(ring: Omit<PendingRing, 'id'>): PendingRing {
      const { owner, username, sessionId, text, rangAt } = ring
      const added = add.run(owner, username, sessionId, text, rangAt)
      return { id: Number(added.lastInsertRowid), ...ring }
    },
    list(owner: string, username: string): PendingRing[] {
      const rows = list.all(owner, username) as unknown as {
        id: number
        session_id: string
        text: string
        rang_at: number
      }[]
      return rows.map((row) => ({
        id: row.id,
        owner,
        username,
        sessionId: row.session_id,
        text: row.text,
        rangAt: row.rang_at,
      }))
    },
    remove(id: number): void {
      remove.run(id)
    },
  }
}
