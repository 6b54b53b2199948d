/*
 * What may be done with a file that a server sent, by what its bytes are (`files/sniff.ts`).
 */

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
