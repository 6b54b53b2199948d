/**
 * The schema, one step a version; `PRAGMA user_version` says how many have been applied. A step that has been released is
 * never edited: what changes is a new step at the end.
 *
 * Times are ms since the Unix epoch. `owner` is a key or an account (see auth/principal.ts).
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    username TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER
  ) STRICT;

  CREATE TABLE accounts (
    username TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    password_changed_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sessions (
    pk INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    session_id TEXT NOT NULL,
    username TEXT NOT NULL,
    platform TEXT NOT NULL,
    display_name TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (owner, session_id)
  ) STRICT;
  CREATE INDEX sessions_by_user ON sessions (owner, username, platform, updated_at DESC);

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL REFERENCES sessions (pk) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text TEXT NOT NULL,
    parts TEXT NOT NULL,
    interrupted INTEGER NOT NULL DEFAULT 0,
    stats TEXT,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_session ON messages (session, id);

  CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, refs INTEGER NOT NULL DEFAULT 0) STRICT;

  CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    filename TEXT NOT NULL,
    content_type TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('image', 'record', 'file', 'video')),
    size INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX attachments_by_owner ON attachments (owner, filename, created_at);
  CREATE INDEX attachments_by_age ON attachments (created_at);
  CREATE TRIGGER attachment_added AFTER INSERT ON attachments BEGIN
    UPDATE blobs SET refs = refs + 1 WHERE sha256 = NEW.sha256;
  END;
  CREATE TRIGGER attachment_removed AFTER DELETE ON attachments BEGIN
    UPDATE blobs SET refs = refs - 1 WHERE sha256 = OLD.sha256;
  END;

  CREATE TABLE message_attachments (
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    attachment TEXT NOT NULL REFERENCES attachments (id) ON DELETE CASCADE,
    PRIMARY KEY (message, attachment)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX message_attachments_by_attachment ON message_attachments (attachment);

  CREATE TABLE pending_rings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    username TEXT NOT NULL,
    session_id TEXT NOT NULL,
    text TEXT NOT NULL,
    rang_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX pending_rings_by_user ON pending_rings (owner, username, id);
  `,
]
