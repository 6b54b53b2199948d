import path from 'node:path'

/** Longest name that is sent or saved, in characters: far below what any file system takes, with room for a suffix. */
const MAX_STEM = 80
const MAX_EXTENSION = 16

/** Control characters, line ends, and those that turn the direction of what follows. */
const HIDING = /[\p{Cc}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/gu

/** Names that Windows gives to devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/**
 * The name that an upload is sent under: readable, free of anything that could be a path, and unique, because the reference
 * server stores under the client's name and a second upload of the same name replaces the first one's bytes.
 * `unique` is letters and digits.
 */
export function uploadName(name: string, unique: string): string {
  const { stem, extension } = clean(name)
  return `${stem}-${unique}${extension}`
}

/** A name under which something from a server may be saved here. Always a plain file name, never empty, never a path. */
export function safeFileName(name: string): string {
  const { stem, extension } = clean(name)
  return RESERVED.test(stem) ? `_${stem}${extension}` : `${stem}${extension}`
}

/** A file's name as people see it: nothing in it can hide what the rest of it says. */
export function shownName(name: string): string {
  return name.replace(HIDING, '\uFFFD')
}

function clean(name: string): { stem: string; extension: string } {
  // Both kinds of separator, whatever this machine uses.
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const extension = path.extname(base).replace(/[^.\p{L}\p{N}]/gu, '')
  const stem = path
    .basename(base, path.extname(base))
    .replace(/[^\p{L}\p{M}\p{N} ._()-]/gu, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  return {
    stem: stem === '' ? 'file' : cut(stem, MAX_STEM),
    extension: extension.length > 1 && extension.length <= MAX_EXTENSION ? extension.toLowerCase() : '',
  }
}

/** Cuts between characters, not in the middle of a surrogate pair. */
function cut(text: string, length: number): string {
  return Array.from(text).slice(0, length).join('').trimEnd()
}
