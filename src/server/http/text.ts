/** A JSON value as text, trimmed: strings as they are, numbers and the like as they are written; '' for what is missing. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return (typeof value === 'string' ? value : JSON.stringify(value)).trim()
}
