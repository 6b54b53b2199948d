import type { DatabaseSync } from 'node:sqlite'
import type { AttachmentKind } from '../../shared/live-api/parts.ts'
import { transaction } from './database.ts'

/** An uploaded or produced file. Its bytes are the blob named by `sha256`. */
export interface AttachmentRecord {
  id: string
  owner: string
  sha256: string
  /** The cleaned name, for display and download; never a path on the disk. */
  filename: string
  contentType: string
  kind: AttachmentKind
  size: number
  createdAt: number
}

interface AttachmentRow {
  id: string
  owner: string
  sha256: string
  filename: string
  content_type: string
  kind: AttachmentKind
  size: number
  created_at: number
}

export type AttachmentStore = ReturnType<typeof attachmentStore>

/** Attachments and the count of references to each blob (kept by triggers). */
export function attachmentStore(db: DatabaseSync) {
  const addBlob = db.prepare('INSERT INTO blobs (sha256, size) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING')
  const add = db.prepare(
    `INSERT INTO attachments (id, owner, sha256, filename, content_type, kind, size, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const get = db.prepare('SELECT * FROM attachments WHERE id = ?')
  const byName = db.prepare(
    'SELECT * FROM attachments WHERE owner = ? AND filename = ? ORDER BY created_at DESC, rowid DESC LIMIT 1',
  )
  const used = db.prepare('SELECT coalesce(sum(size), 0) AS n FROM attachments WHERE owner = ?')
  const removeOrphans = db.prepare(
    `DELETE FROM attachments WHERE created_at < ?
     AND NOT EXISTS (SELECT 1 FROM message_attachments m WHERE m.attachment = attachments.id)`,
  )
  const removeUnreferenced = db.prepare('DELETE FROM blobs WHERE refs <= 0')
  const hasBlob = db.prepare('SELECT 1 FROM blobs WHERE sha256 = ?')
  return {
    add(record: AttachmentRecord): void {
      const { id, owner, sha256, filename, contentType, kind, size, createdAt } = record
      transaction(db, () => {
        addBlob.run(sha256, size)
        add.run(id, owner, sha256, filename, contentType, kind, size, createdAt)
      })
    },
    get(id: string): AttachmentRecord | null {
      const row = get.get(id) as AttachmentRow | undefined
      return row ? toRecord(row) : null
    },
    /** The owner's newest attachment of that name. */
    byName(owner: string, filename: string): AttachmentRecord | null {
      const row = byName.get(owner, filename) as AttachmentRow | undefined
      return row ? toRecord(row) : null
    },
    /** Bytes that the owner's attachments take together (each counted in full, even where they share a blob). */
    bytesOf(owner: string): number {
      return (used.get(owner) as { n: number }).n
    },
    /** Forgets attachments older than `before` that no message refers to; how many they were. */
    removeOrphans(before: number): number {
      return Number(removeOrphans.run(before).changes)
    },
    /** Forgets the blobs that no attachment refers to; their files are then strays. */
    removeUnreferenced(): void {
      removeUnreferenced.run()
    },
    hasBlob(sha256: string): boolean {
      return hasBlob.get(sha256) !== undefined
    },
  }
}

function toRecord(row: AttachmentRow): AttachmentRecord {
  return {
    id: row.id,
    owner: row.owner,
    sha256: row.sha256,
    filename: row.filename,
    contentType: row.content_type,
    kind: row.kind,
    size: row.size,
    createdAt: row.created_at,
  }
}
