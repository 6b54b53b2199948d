import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { DATABASE_FILE } from '../../../src/server/store/database.ts'
import { openStore } from '../../../src/server/store/index.ts'
import { makeDataDir } from '../../helpers/assistant-server.ts'

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url))

/** Lets a process write until it has acknowledged `count` messages, kills it at once, and returns what it acknowledged. */
function killAfter(dataDir: string, count: number): Promise<{ id: number; length: number }[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.split('\n').length > count) child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error('The writer ended by itself'))
      const whole = said.slice(0, said.lastIndexOf('\n'))
      resolve(
        whole.split('\n').map((line) => {
          const [id = 0, length = 0] = line.split(' ').map(Number)
          return { id, length }
        }),
      )
    })
  })
}

describe('a killed process', () => {
  it('loses no message that it acknowledged, and leaves a sound database', async () => {
    const dataDir = await makeDataDir()
    try {
      const acknowledged: { id: number; length: number }[] = []
      for (const count of [5, 60, 200]) acknowledged.push(...(await killAfter(dataDir, count)))

      const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
      expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([])
      db.close()

      const store = openStore(dataDir)
      const session = store.conversations.find('key:k', 's')
      const kept = new Map(
        store.conversations.recent(session?.pk ?? 0, 1_000_000).map(({ id, text }) => [id, text.length]),
      )
      expect(acknowledged.length).toBeGreaterThanOrEqual(265)
      for (const { id, length } of acknowledged) expect(kept.get(id)).toBe(length)
      store.close()
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})
