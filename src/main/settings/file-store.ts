import { constants, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonFile, writeFailure, writeJsonFile } from '../lib/json-file.ts'
import { fail, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { SETTINGS_NAME } from './raw-store.ts'
import type { RawStore } from './raw-store.ts'

/** Settings in a JSON file in `folder`, for tools and tests that run without Electron. */
export function createFileStore(folder: string): RawStore {
  const path = join(folder, `${SETTINGS_NAME}.json`)
  return {
    read: () => readJsonFile(path),
    write: (data) => writeJsonFile(path, data),
    setAside: (fileName) => copyAside(path, join(folder, fileName)),
  }
}

/** Copies a file to a new name; never over another file. */
export function copyAside(from: string, to: string): Result<void> {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL)
    return ok(undefined)
  } catch (thrown) {
    return fail(writeFailure(thrown))
  }
}
