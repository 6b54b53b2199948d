import { join } from 'node:path'
import { app } from 'electron'
import { failure } from '../../shared/failure.ts'
import { fail, ok } from '../lib/result.ts'
import { HIDDEN, launchCommand, linuxLoginItem } from './login-item.ts'
import type { LoginItem } from './login-item.ts'

/** The login item of this system. */
export function createLoginItem(files: { readonly icons: string; readonly desktopEntry: string }): LoginItem {
  const { env, execPath } = process
  const appPath = app.getAppPath()
  if (process.platform === 'linux') {
    const command = launchCommand({ env, execPath, isPackaged: app.isPackaged, appPath })
    return linuxLoginItem({
      env,
      home: app.getPath('home'),
      command: [...command, HIDDEN],
      icon: join(files.icons, 'app', '512.png'),
      desktopEntry: files.desktopEntry,
    })
  }
  // Windows takes the arguments as one line, and finds an entry again by its program and arguments.
  const item = { path: execPath, args: app.isPackaged ? [HIDDEN] : [`"${appPath}"`, HIDDEN] }
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
