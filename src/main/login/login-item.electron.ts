import { join } from 'node:path'
import { app } from 'electron'
import { failure } from '../../shared/failure.ts'
import { fail, ok } from '../lib/result.ts'
import { HIDDEN, linuxLoginItem } from './login-item.ts'
import type { LoginItem } from './login-item.ts'

export interface LoginItemOptions {
  /** The folder of all icons. */
  readonly icons: string
  /** The app's own desktop entry. */
  readonly desktopEntry: string
  /** What starts Parley. */
  readonly command: readonly string[]
}

/** The login item of this system. */
export function createLoginItem({ icons, desktopEntry, command }: LoginItemOptions): LoginItem {
  const { env, execPath } = process
  if (process.platform === 'linux') {
    const icon = join(icons, 'app', '512.png')
    const home = app.getPath('home')
    return linuxLoginItem({ env, home, command: [...command, HIDDEN], icon, desktopEntry })
  }
  // Windows takes the arguments as one line, and finds an entry again by its program and arguments.
  const item = { path: execPath, args: app.isPackaged ? [HIDDEN] : [`"${app.getAppPath()}"`, HIDDEN] }
  const isEnabled = () => {
    const found = app.getLoginItemSettings(item)
    // On Windows an entry stays when the task manager switches it off.
    return process.platform === 'win32' ? found.executableWillLaunchAtLogin : found.openAtLogin
  }
  return {
    isEnabled,
    set: (open) => {
      app.setLoginItemSettings({ ...item, openAtLogin: open })
      return isEnabled() === open
        ? ok(undefined)
        : fail(failure('LOGIN_ITEM_FAILED', 'The system keeps its login item as it was.'))
    },
  }
}

/** Whether the system started this Parley at login: then nobody asked for a window. */
export function wasStartedAtLogin(): boolean {
  // Elsewhere the login item has an argument that says so.
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}
