import { join } from 'node:path'
import { electronBinary, electronVersion } from '../electron-host/find-electron.ts'

/** What runs the built app, and the command line that starts it. */
export interface Host {
  readonly name: 'electron' | 'electron-host'
  readonly version: string
  readonly command: string
  readonly args: readonly string[]
}

/** Electron when its binary is here, else the stand-in. `root` is the repository's root. */
export function chooseHost(root: string): Host {
  const electron = electronBinary()
  if (electron) return { name: 'electron', version: electronVersion(), command: electron, args: [] }
  return {
    name: 'electron-host',
    version: electronVersion(),
    command: process.execPath,
    args: [join(root, 'tools/electron-host/run.ts')],
  }
}
