import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { APP_ID } from './app-id.ts'
import { execValue, stringValue } from './values.ts'

export interface MenuEntryOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  /** What starts Parley. */
  readonly command: readonly string[]
  /** Path of the icon. */
  readonly icon: string
  /** Path of the app's own desktop entry, as a package installs it. */
  readonly desktopEntry: string
}

/** Marks an entry that Parley wrote itself, and may write anew when it is started from another place. */
const MARK = 'X-Parley-Own=true'

/**
 * Sees to it that the desktop can find Parley's entry, without which its portals give no talk key: a package installs one, and
 * a Parley that was only unpacked or built puts one into the person's own folder. An entry of anybody else stays as it is.
 * Returns whether it wrote one; throws when it can't.
 */
export function ensureMenuEntry(options: MenuEntryOptions): boolean {
  const { env, home } = options
  const own = env['XDG_DATA_HOME']
  const dataHome = own && isAbsolute(own) ? own : join(home, '.local', 'share')
  const path = join(dataHome, 'applications', `${APP_ID}.desktop`)
  const entry = menuEntry(readFileSync(options.desktopEntry, 'utf8'), options)
  if (existsSync(path)) {
    const there = readFileSync(path, 'utf8')
    if (there === entry || !there.split('\n').includes(MARK)) return false
  } else {
    const shared = env['XDG_DATA_DIRS'] ?? ''
    const folders = (shared === '' ? '/usr/local/share:/usr/share' : shared).split(':')
    const isInstalled = folders.some((folder) =>
      existsSync(join(folder, 'applications', `${APP_ID}.desktop`)),
    )
    if (isInstalled) return false
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, entry)
  return true
}

/**
 * The app's own desktop entry with what starts this very Parley, in its actions too. With `TryExec` the entry is not shown any
 * more once that program is gone.
 */
export function menuEntry(
  template: string,
  { command, icon }: Pick<MenuEntryOptions, 'command' | 'icon'>,
): string {
  const exec = execValue(command)
  return template
    .replace(/^Exec=parley$/m, () => `Exec=${exec}\nTryExec=${stringValue(command[0] ?? '')}\n${MARK}`)
    .replace(/^Exec=parley(?= )/gm, () => `Exec=${exec}`)
    .replace(/^Icon=.*$/m, () => `Icon=${stringValue(icon)}`)
}
