import type * as FileType from 'file-type'
import { contentTypeOf, UNKNOWN_TYPE } from './content-types.ts'

/** How much of a file is looked at, in bytes. Enough for an office document to show which one it is. */
export const HEAD_BYTES = 64 * 1024

/** What a file is. */
export interface Sniffed {
  /** Media type, without parameters: the reference server doubles them. */
  readonly contentType: string
  /** The name's ending says something else. */
  readonly differs: boolean
}

type Library = typeof FileType

/** Other names of a type, and the one that is used here. */
const CANONICAL: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'video/x-m4v': 'video/mp4',
  'audio/x-flac': 'audio/flac',
  'audio/vnd.wave': 'audio/wav',
  'audio/opus': 'audio/ogg',
  'image/apng': 'image/png',
  'video/matroska': 'video/x-matroska',
  'video/vnd.avi': 'video/x-msvideo',
}

/**
 * Types that share a container: from its first bytes a file can't always be told to be one of them rather than another, so
 * within a group the name decides.
 */
const CONTAINERS: readonly RegExp[] = [
  /^(audio\/mp4|video\/(mp4|quicktime|3gpp2?))$/,
  /^(application|audio|video)\/ogg$/,
  /^(audio\/webm|video\/(webm|x-matroska))$/,
  /^image\/(heic|heif)(-sequence)?$/,
  /^application\/(zip|epub\+zip|vnd\.(openxmlformats-officedocument|oasis\.opendocument)\..+)$/,
  /^application\/(x-cfb|msword|vnd\.ms-(excel|powerpoint))$/,
]

/** Types of text that nothing but the name can tell apart. */
const TEXT = /^(text\/.+|application\/(json|yaml|xml))$/

/** Control characters that no text has: all but tab, line feed, form feed, carriage return, backspace and escape. */
const NOT_TEXT = /[\0-\x07\x0b\x0e-\x1a\x1c-\x1f]/

/** Tells what a file is from its first bytes; the name only decides where they leave it open. */
export async function sniff(head: Uint8Array, name: string): Promise<Sniffed> {
  // Loaded with the first file: the app's start need not wait for it.
  const library = await import('file-type')
  const byName = contentTypeOf(name)
  const contentType =
    (await binaryType(library, head, byName)) ?? textType(head, byName) ?? unknownType(library, byName)
  return { contentType, differs: byName !== UNKNOWN_TYPE && byName !== contentType }
}

async function binaryType(library: Library, head: Uint8Array, byName: string): Promise<string | null> {
  // The library ends with an error where a file that was cut off should have gone on.
  const found = await library.fileTypeFromBuffer(head).catch(() => undefined)
  // XML is text: what kind, is told below.
  if (found === undefined || found.mime === 'application/xml') return null
  const mime = found.mime.split(';')[0] ?? found.mime
  const type = CANONICAL[mime] ?? mime
  const isShared = CONTAINERS.some((group) => group.test(type) && group.test(byName))
  return isShared ? byName : type
}

function textType(head: Uint8Array, byName: string): string | null {
  const text = decode(head)
  if (text === null) return null
  const start = text
    .replace(/^\uFEFF/, '')
    .replace(/^(\s+|<\?xml[^>]*\?>|<!--.*?-->|<!doctype svg[^>]*>)+/is, '')
    .slice(0, 200)
  if (/^<svg[\s>]/i.test(start)) return 'image/svg+xml'
  if (/^<(!doctype html|html|head|body)[\s>]/i.test(start)) return 'text/html'
  if (TEXT.test(byName)) return byName
  return text.trimStart().startsWith('<?xml') ? 'application/xml' : 'text/plain'
}

/** The text that the bytes are, or null when they are none. The last character may be cut in two. */
function decode(head: Uint8Array): string | null {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  const encoding = !isUtf16 ? 'utf-8' : head[0] === 0xff ? 'utf-16le' : 'utf-16be'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true })
    return NOT_TEXT.test(text) ? null : text
  } catch {
    return null
  }
}

/** Bytes that tell nothing. A name is believed only where bytes of that type need not tell anything. */
function unknownType(library: Library, byName: string): string {
  const wouldTell = library.supportedMimeTypes.has(byName) || TEXT.test(byName) || byName === 'image/svg+xml'
  return wouldTell ? UNKNOWN_TYPE : byName
}
