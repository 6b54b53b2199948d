/** What tells how this process was started. */
export interface StartedBy {
  readonly isPackaged: boolean
  /** Where the app's package.json is. */
  readonly appPath: string
  /** The program that runs. */
  readonly execPath: string
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The shell command that starts this very Parley, ready for a switch to follow: people bind it to a key where no program may
 * watch keys. An AppImage is run from a folder that is another one each time, so it is named by its own file.
 */
export function startCommand({ isPackaged, appPath, execPath, platform, env }: StartedBy): string {
  if (!isPackaged) return `npm --prefix ${quote(appPath, platform)} start --`
  return quote(env['APPIMAGE'] ?? execPath, platform)
}

function quote(path: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./\\-]+$/.test(path)) return path
  return platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
