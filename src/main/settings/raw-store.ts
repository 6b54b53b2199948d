import type { JsonRead } from '../lib/json-file.ts'
import type { Result } from '../lib/result.ts'

/** The name of the settings' file, without its extension. */
export const SETTINGS_NAME = 'settings'

/** Where settings lie, as JSON that nobody has checked yet. */
export interface RawStore {
  read(): JsonRead
  /** Replaces everything at once. Fails with SETTINGS_NOT_SAVED or DISK_FULL, and then nothing has changed. */
  write(data: Readonly<Record<string, unknown>>): Result<void>
  /** Copies what is there, as it is, to a file of this name beside it. */
  setAside(fileName: string): Result<void>
}
