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
  if (electron) {
    const args = displaySwitches(process.platform, process.env)
    return { name: 'electron', version: electronVersion(), command: electron, args }
  }
  return {
    name: 'electron-host',
    version: electronVersion(),
    command: process.execPath,
    args: [join(root, 'tools/electron-host/run.ts')],
  }
}

/**
 * Under Wayland no program can place a window, keep it above others or keep the keyboard from it, and the HUD needs all three:
 * there Electron is started for X11, where the desktop has it (XWayland). It has to be said on the command line: when the app's
 * own code runs, the choice is made.
 */
export function displaySwitches(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const isWayland = env['XDG_SESSION_TYPE'] === 'wayland' || Boolean(env['WAYLAND_DISPLAY'])
  return platform === 'linux' && isWayland && env['DISPLAY'] ? ['--ozone-platform=x11'] : []
}
