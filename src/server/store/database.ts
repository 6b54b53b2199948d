import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FailureError, failure } from '../../shared/failure.ts'
import { MIGRATIONS } from './migrations.ts'

/** The database file inside the data folder. */
export const DATABASE_FILE = 'assistant.sqlite'

/**
 * Opens (or makes) the assistant's database and brings its schema up to date.
 *
 * WAL with `synchronous=FULL`: a message is acknowledged to the client (`message_saved`) only after its commit is on the
 * disk, so neither a killed process nor a power cut loses what was acknowledged. One commit costs one fsync of the log,
 * and a turn makes two.
 *
 * @throws FailureError `INTERNAL` when the file was made by a newer version, or is damaged.
 */
export function openDatabase(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
  try {
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA busy_timeout = 5000;
      PRAGMA wal_autocheckpoint = 1000;
    `)
    migrate(db)
    return db
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

function migrate(db: DatabaseSync): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number }
  const applied = row.user_version
  if (applied > MIGRATIONS.length) {
    throw new FailureError(
      failure('INTERNAL', `The assistant's database is from a newer version (${applied}).`),
    )
  }
  MIGRATIONS.slice(applied).forEach((step, index) => {
    transaction(db, () => {
      db.exec(step)
      db.exec(`PRAGMA user_version = ${applied + index + 1}`)
    })
  })
}

/** Runs `work` in one transaction: all of it is kept, or none. Not reentrant. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (thrown) {
    db.exec('ROLLBACK')
    throw thrown
  }
}
