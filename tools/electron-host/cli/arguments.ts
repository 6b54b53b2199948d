/** A command line in Electron's form: `[switches…] <app> [app's own arguments…]`. */
export interface CommandLineParts {
  /** Name without dashes to value; '' for a bare switch. */
  switches: Map<string, string>
  app: string | null
  /** Everything after the app. */
  rest: string[]
}

/** Reads one `--name[=value]`; null for anything else. */
export function parseSwitch(argument: string): [name: string, value: string] | null {
  const match = /^--([^=]+)(?:=(.*))?$/s.exec(argument)
  return match ? [match[1]!, match[2] ?? ''] : null
}

/** Splits Electron's command line. Chromium's switches count wherever they are, up to a lone `--`. */
export function parseCommandLine(args: readonly string[]): CommandLineParts {
  const switches = new Map<string, string>()
  let app: string | null = null
  const rest: string[] = []
  let open = true
  for (const argument of args) {
    if (argument === '--') open = false
    const found = open ? parseSwitch(argument) : null
    if (found) switches.set(...found)
    if (app !== null) rest.push(argument)
    else if (!found) app = argument
  }
  return { switches, app, rest }
}
