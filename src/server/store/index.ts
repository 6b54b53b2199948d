import { accountStore } from './accounts.ts'
import { attachmentStore } from './attachments.ts'
import { conversationStore } from './conversations.ts'
import { openDatabase } from './database.ts'
import { keyStore } from './keys.ts'
import { jwtSecret } from './meta.ts'
import { ringStore } from './rings.ts'

export type Store = ReturnType<typeof openStore>

/** Everything that the assistant keeps, in one SQLite file inside `dataDir`. */
export function openStore(dataDir: string) {
  const db = openDatabase(dataDir)
  return {
    jwtSecret: jwtSecret(db),
    keys: keyStore(db),
    accounts: accountStore(db),
    conversations: conversationStore(db),
    attachments: attachmentStore(db),
    rings: ringStore(db),
    /** Writes the log back into the file and closes it. */
    close(): void {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      db.close()
    },
  }
}
