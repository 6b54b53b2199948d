import type * as FileType from 'file-type'
import { adtsFrame, firstFrame, mpegFrame } from '../../shared/audio-frames.ts'
import { contentTypeOf, UNKNOWN_TYPE } from './content-types.ts'
import { textType } from './text-type.ts'
import type { TextType } from './text-type.ts'

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

/** Formats whose files may be all text. The mark of any other is two or three letters, with which a text may begin too. */
const WRITTEN = /^(application\/(pdf|rtf|postscript)|text\/.+)$/

/** Texts that only matter where they would be run; a server is told that they are text. */
const PROGRAMS: ReadonlySet<string> = new Set(['text/x-script', 'application/x-desktop'])

/**
 * The media type of a file that begins with `head`, by the bytes alone: a server's word and a name's ending are claims.
 * `application/octet-stream` for what is not known. Scripts and desktop entries have types of their own (`text/x-script`,
 * `application/x-desktop`), and so has all that a browser would run.
 */
export async function typeOfBytes(head: Uint8Array): Promise<string> {
  return (await typeIn(await loadLibrary(), head))?.type ?? UNKNOWN_TYPE
}

/** Tells what a file is from its first bytes; the name only decides where they leave it open. */
export async function sniff(head: Uint8Array, name: string): Promise<Sniffed> {
  const library = await loadLibrary()
  const byName = contentTypeOf(name)
  const contentType = withName(await typeIn(library, head), byName, library)
  return { contentType, differs: byName !== UNKNOWN_TYPE && byName !== contentType }
}

/** Loaded with the first file: the app's start need not wait for it. */
function loadLibrary(): Promise<Library> {
  return import('file-type')
}

async function typeIn(library: Library, head: Uint8Array): Promise<TextType | null> {
  const text = textType(head)
  const binary = await binaryType(library, head)
  return binary !== null && (text === null || WRITTEN.test(binary)) ? { type: binary, isCertain: true } : text
}

async function binaryType(library: Library, head: Uint8Array): Promise<string | null> {
  // The library ends with an error where a file that was cut off should have gone on.
  const found = await library.fileTypeFromBuffer(head).catch(() => undefined)
  if (found === undefined) return null
  const mime = found.mime.split(';')[0] ?? found.mime
  const type = CANONICAL[mime] ?? mime
  if (type === 'application/ogg') return oggType(head)
  return isSoundWithoutMark(head) && !isFrames(head) ? null : type
}

/** Both begin with the sync word of a frame, and so may raw samples. */
function isSoundWithoutMark(head: Uint8Array): boolean {
  return head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0
}

function isFrames(head: Uint8Array): boolean {
  return (firstFrame(head, adtsFrame) ?? firstFrame(head, mpegFrame)) !== null
}

/** What is in an Ogg file whose first stream is none of sound: all streams say what they are before any goes on (RFC 3533, 4). */
function oggType(head: Uint8Array): string {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 4096)).toString('latin1')
  if (start.includes('\x80theora')) return 'video/ogg'
  return /OpusHead|\x01vorbis/.test(start) ? 'audio/ogg' : 'application/ogg'
}

function withName(found: TextType | null, byName: string, library: Library): string {
  if (found === null) return unknownType(library, byName)
  const { type, isCertain } = found
  if (!isCertain && TEXT.test(byName)) return byName
  if (CONTAINERS.some((group) => group.test(type) && group.test(byName))) return byName
  return PROGRAMS.has(type) ? 'text/plain' : type
}

/** Bytes that tell nothing. A name is believed only where bytes of that type need not tell anything. */
function unknownType(library: Library, byName: string): string {
  const wouldTell = library.supportedMimeTypes.has(byName) || TEXT.test(byName) || byName === 'image/svg+xml'
  return wouldTell ? UNKNOWN_TYPE : byName
}
