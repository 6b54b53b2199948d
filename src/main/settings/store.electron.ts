import { join } from 'node:path'
import ElectronStore from 'electron-store'
import { readJsonFile, writeFailure } from '../lib/json-file.ts'
import { fail, ok } from '../lib/result.ts'
import { copyAside } from './file-store.ts'
import { SETTINGS_NAME } from './raw-store.ts'
import type { RawStore } from './raw-store.ts'

/**
 * Settings in electron-store's file in `folder` (the app's data folder), which it replaces atomically.
 *
 * The file is read without it: it takes a file that holds no object for an empty store and lets the next write replace it,
 * so damage would go unnoticed. It is opened when something is written, and by then damage has been set aside; that is why
 * it may clear what it cannot read.
 */
export function createElectronStore(folder: string): RawStore {
  const path = join(folder, `${SETTINGS_NAME}.json`)
  let store: ElectronStore | null = null
  const open = (): ElectronStore =>
    new ElectronStore({
      cwd: folder,
      name: SETTINGS_NAME,
      clearInvalidConfig: true,
      accessPropertiesByDotNotation: false,
      configFileMode: 0o600,
      serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
    })

  return {
    read: () => readJsonFile(path),
    write(data) {
      try {
        store ??= open()
        store.store = { ...data }
        return ok(undefined)
      } catch (thrown) {
        return fail(writeFailure(thrown))
      }
    },
    setAside: (fileName) => copyAside(path, join(folder, fileName)),
  }
}
