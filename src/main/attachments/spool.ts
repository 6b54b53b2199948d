import { readdirSync, rmSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '../../shared/failure.ts'
import { errorCode, writeFailure } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { spoolNameSchema } from './queue/state.ts'

/**
 * A folder of our own for bytes that are no file of the person's: pasted pictures and smaller copies, until they are sent.
 * Only the owner can read it. The name of what exists nowhere else has no dot in it, and then the file is whole.
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
    const beside = this.path(`${file}.part`)
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(beside, bytes, { mode: 0o600, flag: 'wx', flush: true })
      await rename(beside, this.path(file))
    } catch (error) {
      await rm(beside, { force: true })
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

  /** Removes what a crash left behind. The answer is what nobody needs, and may be all that there is of something. */
  sweep(needed: readonly string[]): string[] {
    let present: string[]
    try {
      present = readdirSync(this.#folder)
    } catch {
      // There is none yet.
      return []
    }
    const found = present.filter((file) => !needed.includes(file))
    this.discard(found.filter((file) => file.includes('.')))
    return found.filter((file) => !file.includes('.') && spoolNameSchema.safeParse(file).success)
  }
}
