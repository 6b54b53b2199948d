import path from 'node:path'

/** Media types by extension: what people attach. Without parameters: the reference server doubles them. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.heic': 'image/heic',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.ogg': 'audio/ogg',
  '.oga': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.flac': 'audio/flac',
  '.weba': 'audio/webm',
  '.amr': 'audio/amr',
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
  '.mpeg': 'video/mpeg',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
  '.pdf': 'application/pdf',
  '.zip': 'application/zip',
  '.gz': 'application/gzip',
  '.doc': 'application/msword',
  '.xls': 'application/vnd.ms-excel',
  '.ppt': 'application/vnd.ms-powerpoint',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.odt': 'application/vnd.oasis.opendocument.text',
  '.epub': 'application/epub+zip',
}

/** Bytes of which nothing more is known (RFC 2046, 4.5.1). */
export const UNKNOWN_TYPE = 'application/octet-stream'

/** Endings, without the dot, of the types that match. */
export function extensionsOf(types: RegExp): string[] {
  return Object.keys(BY_EXTENSION).flatMap((ending) =>
    types.test(BY_EXTENSION[ending] ?? '') ? [ending.slice(1)] : [],
  )
}

/** The ending of a type, without the dot; null for what is not in the list. */
export function extensionOf(contentType: string): string | null {
  const found = Object.entries(BY_EXTENSION).find(([, type]) => type === contentType)
  return found ? found[0].slice(1) : null
}

/** The media type that a name's ending suggests; what is in the file is told by `sniff`. */
export function contentTypeOf(name: string): string {
  return BY_EXTENSION[path.extname(name).toLowerCase()] ?? UNKNOWN_TYPE
}
