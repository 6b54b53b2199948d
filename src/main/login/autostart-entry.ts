import { execValue, stringValue } from '../desktop-entry/values.ts'

/*
 * The file that starts Parley at login on Linux. Rules: the Desktop Application Autostart Specification of freedesktop.org.
 */

export interface AutostartOptions {
  readonly command: readonly string[]
  /** Path of the icon. */
  readonly icon: string
}

/**
 * Makes the autostart entry from the app's own desktop entry: the same names in every language, with the command that
 * starts this very Parley, and without the actions, which only a menu can show.
 */
export function autostartEntry(desktopEntry: string, { command, icon }: AutostartOptions): string {
  const [main = ''] = desktopEntry.split(/^(?=\[Desktop Action )/m)
  const replaced: Readonly<Record<string, string>> = {
    Exec: execValue(command),
    Icon: stringValue(icon),
    // Nothing appears at login that the desktop could wait for.
    StartupNotify: 'false',
  }
  const lines = main
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('Actions='))
    .map((line) => {
      const key = line.slice(0, line.indexOf('='))
      return key in replaced ? `${key}=${replaced[key]}` : line
    })
  return `${lines.join('\n')}\nX-GNOME-Autostart-enabled=true\n`
}

/**
 * Whether an autostart entry starts anything. Desktops switch one off by `Hidden`, and GNOME and its kin by a key of their
 * own, rather than by removing the file.
 */
export function isEnabled(entry: string): boolean {
  const keys = new Map<string, string>()
  let group = ''
  for (const line of entry.split(/\r?\n/)) {
    const header = /^\[(.+)\]\s*$/.exec(line)
    if (header) group = header[1] ?? ''
    const found = /^([A-Za-z0-9-]+)\s*=\s*(.*?)\s*$/.exec(line)
    if (found && group === 'Desktop Entry') keys.set(found[1] ?? '', found[2] ?? '')
  }
  return (
    keys.has('Exec') && keys.get('Hidden') !== 'true' && keys.get('X-GNOME-Autostart-enabled') !== 'false'
  )
}
