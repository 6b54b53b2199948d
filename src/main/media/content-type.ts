/*
 * What bytes are, by the bytes alone. A server's word and a name's ending are claims; these decide whether something is shown,
 * and whether it may be opened. Signatures are those of the WHATWG MIME Sniffing standard and of the formats' own documents.
 */

/** How much of a file is looked at, in bytes; frame headers of photos lie behind metadata of tens of kilobytes. */
export const HEAD_BYTES = 256 * 1024

/** How much of a text is looked at, in bytes. */
const TEXT_BYTES = 4096

/** The media type of a file that begins with `head`; `application/octet-stream` for what is not known. */
export function contentTypeByBytes(head: Uint8Array): string {
  return signature(head) ?? textType(head) ?? 'application/octet-stream'
}

const EXECUTABLE = 'application/x-executable'

const SIGNATURES: readonly (readonly [string, number, string])[] = [
  ['\x89PNG\r\n\x1a\n', 0, 'image/png'],
  ['\xff\xd8\xff', 0, 'image/jpeg'],
  ['GIF87a', 0, 'image/gif'],
  ['GIF89a', 0, 'image/gif'],
  ['WEBP', 8, 'image/webp'],
  ['WAVE', 8, 'audio/wav'],
  ['AVI ', 8, 'video/x-msvideo'],
  ['fLaC', 0, 'audio/flac'],
  ['ID3', 0, 'audio/mpeg'],
  ['#!AMR', 0, 'audio/amr'],
  ['%PDF-', 0, 'application/pdf'],
  ['PK\x03\x04', 0, 'application/zip'],
  ['PK\x05\x06', 0, 'application/zip'],
  ['\x1f\x8b', 0, 'application/gzip'],
  ['7z\xbc\xaf\x27\x1c', 0, 'application/x-7z-compressed'],
  ['\x7fELF', 0, EXECUTABLE],
  ['MZ', 0, EXECUTABLE],
  ['\xcf\xfa\xed\xfe', 0, EXECUTABLE],
  ['\xce\xfa\xed\xfe', 0, EXECUTABLE],
  ['\xca\xfe\xba\xbe', 0, EXECUTABLE],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 0, 'application/x-ole-storage'],
]

/** Brands of ISO base media files (ISO/IEC 14496-12) that are not video. */
const BRANDS: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  avis: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  mif1: 'image/heic',
  'M4A ': 'audio/mp4',
  'M4B ': 'audio/mp4',
  'qt  ': 'video/quicktime',
}

function signature(head: Uint8Array): string | null {
  const text = latin1(head, 0, 128)
  if (text.startsWith('BM') && head.length >= 26 && isBitmap(head)) return 'image/bmp'
  if (text.startsWith('OggS')) return text.includes('theora') ? 'video/ogg' : 'audio/ogg'
  if (text.startsWith('\x1aE\xdf\xa3')) return text.includes('webm') ? 'video/webm' : 'video/x-matroska'
  if (text.slice(4, 8) === 'ftyp') return BRANDS[text.slice(8, 12)] ?? 'video/mp4'
  const isRiff = text.startsWith('RIFF')
  for (const [magic, at, type] of SIGNATURES) {
    if ((at === 0 || isRiff) && text.startsWith(magic, at)) return type
  }
  return mpegAudio(head)
}

/** A bitmap says how long its second header is; two letters alone begin many a text. */
function isBitmap(head: Uint8Array): boolean {
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(14, true)
  return size >= 12 && size <= 124
}

/** A frame header of MPEG audio (ISO/IEC 11172-3) or AAC (ADTS, ISO/IEC 13818-7) without a tag before it. */
function mpegAudio(head: Uint8Array): string | null {
  const [sync = 0, flags = 0, rates = 0] = head
  if (sync !== 0xff || (flags & 0xe0) !== 0xe0) return null
  const layer = (flags >> 1) & 3
  if (layer === 0) return (flags & 0xf0) === 0xf0 ? 'audio/aac' : null
  const isMpeg = ((flags >> 3) & 3) !== 1 && rates >> 4 !== 15 && ((rates >> 2) & 3) !== 3
  return isMpeg ? 'audio/mpeg' : null
}

/** Texts that a program would run or a browser would render are not plain. */
function textType(head: Uint8Array): string | null {
  const text = decodeText(head.subarray(0, TEXT_BYTES))
  if (text === null || head.length === 0) return null
  const start = text.trimStart()
  if (start.startsWith('#!')) return 'text/x-script'
  if (start.startsWith('[Desktop Entry]')) return 'application/x-desktop'
  if (/<svg[\s>]/i.test(start)) return 'image/svg+xml'
  if (/^<(!doctype html|html|head|body|script|iframe|style|title|h1|div|table|a|p|br|!--)[\s>]/i.test(start))
    return 'text/html'
  return start.startsWith('<?xml') ? 'application/xml' : 'text/plain'
}

/** UTF-8 without control characters; null when it is not that. A character cut off at the end is no fault. */
function decodeText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return /[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? null : text
  } catch {
    return null
  }
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

const SHOWN =
  /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/(wav|flac|mpeg|mp4|aac|ogg)|video\/(mp4|webm|ogg|quicktime|x-matroska))$/

/** True for what a window shows or plays; everything else reaches it as bytes without a meaning. */
export function isShown(contentType: string): boolean {
  return SHOWN.test(contentType)
}

/** Endings of what the system's programs may be asked to open: pictures, sound, video, PDF and plain text. */
const OPENED: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/avif': '.avif',
  'image/bmp': '.bmp',
  'audio/wav': '.wav',
  'audio/flac': '.flac',
  'audio/mpeg': '.mp3',
  'audio/mp4': '.m4a',
  'audio/aac': '.aac',
  'audio/ogg': '.ogg',
  'audio/amr': '.amr',
  'video/mp4': '.mp4',
  'video/webm': '.webm',
  'video/ogg': '.ogv',
  'video/quicktime': '.mov',
  'video/x-matroska': '.mkv',
  'video/x-msvideo': '.avi',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
}

/** The ending under which a file of this type may be opened; null when it may not be. */
export function safeExtension(contentType: string): string | null {
  return Object.hasOwn(OPENED, contentType) ? (OPENED[contentType] ?? null) : null
}
