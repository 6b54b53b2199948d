/*
 * The file that starts Parley at login on Linux. Rules: the Desktop Entry Specification ("The Exec key", "Values") and the
 * Desktop Application Autostart Specification of freedesktop.org.
 */

/** Characters that an argument of `Exec` can't have outside quotes. */
const RESERVED = /[\s"'\\><~|&;$*?#()`]/

/**
 * A command as the value of an `Exec` key. An argument with a reserved character is put in double quotes, where four
 * characters need a backslash; a per cent sign is doubled, because it begins a field code; and then the value as a whole
 * follows the rule for strings, in which each backslash is doubled.
 */
export function execValue(command: readonly string[]): string {
  return stringValue(
    command
      .map((argument) => argument.replaceAll('%', '%%'))
      .map((argument) =>
        argument === '' || RESERVED.test(argument)
          ? `"${argument.replace(/["`$\\]/g, (character) => `\\${character}`)}"`
          : argument,
      )
      .join(' '),
  )
}

/** A text as the value of a string key. */
function stringValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
}

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
