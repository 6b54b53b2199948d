/** JSON indented for reading; a text that is none stays as it is. */
export function prettyJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  } catch {
    return text
  }
}

/** Arguments in one line for a card that is closed: `city: Tokyo, unit: celsius`. Empty when there is nothing to show. */
export function argumentsLine(args: string): string {
  try {
    const value: unknown = JSON.parse(args)
    if (typeof value !== 'object' || value === null) return String(value)
    return Object.entries(value)
      .map(([name, each]) => `${name}: ${typeof each === 'string' ? each : JSON.stringify(each)}`)
      .join(', ')
  } catch {
    return args.trim()
  }
}
