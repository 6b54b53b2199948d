import type { DatabaseSync } from 'node:sqlite'
import type { AttachmentKind } from '../../shared/live-api/parts.ts'
import { transaction } from './database.ts'

/** Where a conversation takes place: chat sessions are listed to clients, a live socket's transcript is not. */
export type Platform = 'webchat' | 'live'

export interface SessionRecord {
  pk: number
  sessionId: string
  username: string
  platform: Platform
  displayName: string | null
  createdAt: number
  updatedAt: number
}

/** A part of a message as it is kept. */
export type StoredPart =
  | { type: 'plain'; text: string }
  | { type: AttachmentKind; attachment_id: string; filename: string }
  | { type: 'reply'; message_id: string | number; selected_text?: string }

export interface MessageRecord {
  id: number
  role: 'user' | 'assistant'
  text: string
  parts: StoredPart[]
  /** The reply was stopped: `text` is what had been said. */
  interrupted: boolean
  createdAt: number
}

export interface NewMessage {
  session: number
  role: 'user' | 'assistant'
  text: string
  parts: StoredPart[]
  interrupted?: boolean
  stats?: unknown
}

interface SessionRow {
  pk: number
  session_id: string
  username: string
  platform: Platform
  display_name: string | null
  created_at: number
  updated_at: number
}

interface MessageRow {
  id: number
  role: 'user' | 'assistant'
  text: string
  parts: string
  interrupted: number
  created_at: number
}

export type ConversationStore = ReturnType<typeof conversationStore>

/** Sessions and their messages. Session ids are unique within one owner, so owners cannot collide or find each other out. */
export function conversationStore(db: DatabaseSync) {
  const getSession = db.prepare('SELECT * FROM sessions WHERE owner = ? AND session_id = ?')
  const addSession = db.prepare(
    `INSERT INTO sessions (owner, session_id, username, platform, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
     ON CONFLICT (owner, session_id) DO NOTHING`,
  )
  const page = db.prepare(
    `SELECT * FROM sessions WHERE owner = ? AND username = ? AND platform = ? ORDER BY updated_at DESC, pk DESC LIMIT ? OFFSET ?`,
  )
  const count = db.prepare(
    'SELECT count(*) AS n FROM sessions WHERE owner = ? AND username = ? AND platform = ?',
  )
  const addMessage = db.prepare(
    `INSERT INTO messages (session, role, text, parts, interrupted, stats, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const touch = db.prepare(
    `UPDATE sessions SET updated_at = ?1, display_name = coalesce(display_name, ?2) WHERE pk = ?3`,
  )
  const refer = db.prepare('INSERT OR IGNORE INTO message_attachments (message, attachment) VALUES (?, ?)')
  const setStats = db.prepare('UPDATE messages SET stats = ? WHERE id = ?')
  const recent = db.prepare(
    `SELECT id, role, text, parts, interrupted, created_at FROM messages WHERE session = ? ORDER BY id DESC LIMIT ?`,
  )
  const prune = db.prepare('DELETE FROM sessions WHERE platform = ? AND updated_at < ?')

  const find = (owner: string, sessionId: string): SessionRecord | null => {
    const row = getSession.get(owner, sessionId) as SessionRow | undefined
    return row ? toSession(row) : null
  }

  return {
    find,
    /** The owner's session of that id, made for `username` when there is none yet. */
    ensure(
      owner: string,
      sessionId: string,
      username: string,
      platform: Platform,
      at: number,
    ): SessionRecord {
      const known = find(owner, sessionId)
      if (known) return known
      addSession.run(owner, sessionId, username, platform, at)
      const made = find(owner, sessionId)
      if (!made) throw new Error('The session was not stored.')
      return made
    },
    list(
      owner: string,
      username: string,
      platform: Platform,
      limit: number,
      offset: number,
    ): SessionRecord[] {
      return (page.all(owner, username, platform, limit, offset) as unknown as SessionRow[]).map(toSession)
    },
    count(owner: string, username: string, platform: Platform): number {
      return (count.get(owner, username, platform) as { n: number }).n
    },
    /** Keeps a message; it is on the disk when this returns. */
    add(message: NewMessage, at: number): { id: number; createdAt: number } {
      return transaction(db, () => {
        const { session, role, text, parts, interrupted = false, stats } = message
        const added = addMessage.run(
          session,
          role,
          text,
          JSON.stringify(parts),
          interrupted ? 1 : 0,
          stats === undefined ? null : JSON.stringify(stats),
          at,
        )
        const id = Number(added.lastInsertRowid)
        for (const part of parts) if ('attachment_id' in part) refer.run(id, part.attachment_id)
        touch.run(at, role === 'user' ? titleOf(text) : null, session)
        return { id, createdAt: at }
      })
    },
    setStats(id: number, stats: unknown): void {
      setStats.run(JSON.stringify(stats), id)
    },
    /** The latest messages of a session, oldest first. */
    recent(session: number, limit: number): MessageRecord[] {
      return (recent.all(session, limit) as unknown as MessageRow[]).reverse().map(toMessage)
    },
    /** Drops sessions of a platform that nothing was added to since `before`; how many they were. */
    prune(platform: Platform, before: number): number {
      return Number(prune.run(platform, before).changes)
    },
  }
}

/** The first words of the first message: what a list of sessions shows. */
function titleOf(text: string): string | null {
  const line = text.trim().split('\n', 1)[0] ?? ''
  return line === '' ? null : Array.from(line).slice(0, 60).join('')
}

function toSession(row: SessionRow): SessionRecord {
  return {
    pk: row.pk,
    sessionId: row.session_id,
    username: row.username,
    platform: row.platform,
    displayName: row.display_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toMessage(row: MessageRow): MessageRecord {
  return {
    id: row.id,
    role: row.role,
    text: row.text,
    parts: JSON.parse(row.parts) as StoredPart[],
    interrupted: row.interrupted !== 0,
    createdAt: row.created_at,
  }
}
