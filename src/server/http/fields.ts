/** A JSON value as text, trimmed: strings as they are, numbers and the like as they are written; '' for what is missing. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return (typeof value === 'string' ? value : JSON.stringify(value)).trim()
}

/** The name that a client gives itself, trimmed; or why it is none. */
export function resolveUsername(raw: unknown): { ok: true; value: string } | { ok: false; message: string } {
  if (raw === null || raw === undefined) return { ok: false, message: 'Missing key: username' }
  const value = textOf(raw)
  return value === '' ? { ok: false, message: 'username is empty' } : { ok: true, value }
}
