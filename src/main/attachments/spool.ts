import { readdirSync, rmSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '../../shared/failure.ts'
import { errorCode, writeFailure } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'

/**
 * A folder of our own for bytes that are no file of the person's: pasted pictures and smaller copies, until they are sent.
 * Only the owner can read it.
 */
export class Spool {
  readonly #folder: string
  readonly #log: Log

  constructor(folder: string, log: Log) {
    this.#folder = folder
    this.#log = log
  }

  path(file: string): string {
    return join(this.#folder, file)
  }

  /** Writes a new file. Rejects with a `FailureError`, and leaves nothing behind then. */
  async put(file: string, bytes: Uint8Array): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(this.path(file), bytes, { mode: 0o600, flag: 'wx', flush: true })
    } catch (error) {
      await rm(this.path(file), { force: true })
      throw new FailureError(writeFailure(error), { cause: error })
    }
  }

  discard(files: readonly string[]): void {
    for (const file of files) {
      try {
        rmSync(this.path(file), { force: true })
      } catch (error) {
        // Left behind, it is swept at the next start.
        this.#log.warn({ file, error: errorCode(error) }, 'a spool file cannot be removed')
      }
    }
  }

  /** Removes what a crash left behind. */
  sweep(needed: readonly string[]): void {
    let present: string[]
    try {
      present = readdirSync(this.#folder)
    } catch {
      // There is none yet.
      return
    }
    this.discard(present.filter((file) => !needed.includes(file)))
  }
}
