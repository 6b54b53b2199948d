/** Kinds of file that people know by a short name; the same in every language. */
const LABELS: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'application/gzip': 'GZIP',
  'application/x-7z-compressed': '7Z',
  'application/xml': 'XML',
  'text/html': 'HTML',
  'image/svg+xml': 'SVG',
  'image/heic': 'HEIC',
}

/** Content that could be run. */
const PROGRAMS: ReadonlySet<string> = new Set([
  'application/x-executable',
  'application/x-desktop',
  'text/x-script',
])

/** True for what could be run: that is said whatever its name is. */
export function isProgram(contentType: string): boolean {
  return PROGRAMS.has(contentType)
}

/**
 * A short name of a file's type; null when there is none. Containers such as ZIP hold documents of many kinds, and plain text
 * too: of those the name's ending says more.
 */
export function typeLabel(contentType: string | null, name: string): string | null {
  const known = contentType === null ? undefined : LABELS[contentType]
  if (known !== undefined) return known
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]
  return ending === undefined ? null : ending.toUpperCase()
}
