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
 * What starts this very Parley, ready for a switch to follow. An AppImage is run from a folder that is another one each time,
 * so it is named by its own file; and from its sources Parley is started by npm, which sees to what runs it.
 */
export function startArguments({ isPackaged, appPath, execPath, env }: StartedBy): string[] {
  return isPackaged ? [env['APPIMAGE'] ?? execPath] : ['npm', '--prefix', appPath, 'start', '--']
}

/** The same as a shell command, which people bind to a key where no program may watch keys. */
export function startCommand(by: StartedBy): string {
  return startArguments(by)
    .map((argument) => quote(argument, by.platform))
    .join(' ')
}

function quote(path: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./\\-]+$/.test(path)) return path
  return platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
