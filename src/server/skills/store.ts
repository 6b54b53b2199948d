import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, FailureError } from '../../shared/failure.ts'
import type { SkillStore } from './types.ts'

/**
 * A `SkillStore` of one JSON file a key. A value is written to a temporary file, forced to disk and renamed, so that a power cut
 * leaves the old value or the new one. Writes of one key happen in the order in which they were asked for.
 */
export class FileSkillStore implements SkillStore {
  readonly #folder: string
  readonly #onDamaged: (path: string) => void
  readonly #writes = new Map<string, Promise<void>>()

  /**
   * @param folder made when the first value is written.
   * @param onDamaged told where a file that was not JSON has been put aside.
   */
  constructor(folder: string, onDamaged: (path: string) => void = () => undefined) {
    this.#folder = folder
    this.#onDamaged = onDamaged
  }

  async get(key: string): Promise<unknown> {
    await this.#writes.get(key)?.catch(() => undefined)
    const path = this.#path(key)
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new FailureError(failure('FILE_UNREADABLE', `${key} cannot be read from disk`, true), {
        cause: error,
      })
    }
    try {
      return JSON.parse(text) as unknown
    } catch {
      // Keep what a person might still want to save by hand, and start anew.
      const aside = `${path}.damaged`
      await rename(path, aside)
      this.#onDamaged(aside)
      return undefined
    }
  }

  put(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value, null, 1)
    const before = this.#writes.get(key) ?? Promise.resolve()
    const write = before.catch(() => undefined).then(() => this.#write(this.#path(key), text))
    this.#writes.set(key, write)
    const forget = (): void => {
      if (this.#writes.get(key) === write) this.#writes.delete(key)
    }
    write.then(forget, forget)
    return write
  }

  async #write(path: string, text: string): Promise<void> {
    const temporary = `${path}.tmp`
    try {
      await mkdir(this.#folder, { recursive: true })
      await writeFile(temporary, text, { flush: true })
      await rename(temporary, path)
    } catch (error) {
      // The first error is the one that matters.
      await rm(temporary, { force: true }).catch(() => undefined)
      const code = (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'DISK_FULL' : 'INTERNAL'
      throw new FailureError(failure(code, 'The assistant could not write to disk', true), { cause: error })
    }
  }

  #path(key: string): string {
    if (!/^[a-z0-9-]{1,64}$/.test(key))
      throw new FailureError(failure('INVALID_INPUT', `Not a store key: ${key}`))
    return join(this.#folder, `${key}.json`)
  }
}
