/** The longest file name that is kept, bytes of UTF-8 (the limit of most file systems). */
const MAX_NAME_BYTES = 255
/** Characters of a name that are looked at. */
const MAX_READ = 1024

/**
 * Makes a client's file name safe to show and to save under: no folders, no control or bidirectional characters, no name
 * that Windows reserves. Names are for people; storage never uses them. `fallback` stands in when nothing is left.
 */
export function cleanFileName(name: string, fallback: string): string {
  const base = middleCut(name.split(/[/\\]/).at(-1) ?? '')
  const plain = base
    .normalize('NFC')
    // Control characters, and those that can hide or reorder an extension.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  const safe = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain
  return shorten(safe) || fallback
}

/** Takes the middle out of an absurdly long name, so that what follows is quick whatever comes in. */
function middleCut(name: string): string {
  return name.length <= MAX_READ ? name : name.slice(0, MAX_READ / 2) + name.slice(-MAX_READ / 2)
}

/** Cuts a long name before its extension, never inside a character. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name
  const dot = name.lastIndexOf('.')
  const hasExtension = dot > 0 && name.length - dot <= 16
  const extension = hasExtension ? name.slice(dot) : ''
  let stem = ''
  let left = MAX_NAME_BYTES - Buffer.byteLength(extension)
  for (const character of hasExtension ? name.slice(0, dot) : name) {
    left -= Buffer.byteLength(character)
    if (left < 0) break
    stem += character
  }
  return stem + extension
}

/** Type/subtype with optional parameters, as a header may hold it; anything else becomes `application/octet-stream`. */
export function cleanContentType(value: string | undefined): string {
  const trimmed = value?.trim() ?? ''
  const isHeaderSafe =
    /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[\x20-\x7e]*)?$/.test(trimmed) && trimmed.length <= 200
  return isHeaderSafe ? trimmed : 'application/octet-stream'
}
