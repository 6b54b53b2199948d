/*
 * Addresses of attachments. They have a scheme of their own, so that a page can be allowed to show them and nothing else, and
 * so that they never share an origin with our pages.
 */

export const FILE_SCHEME = 'parley-file'

const HOST = 'attachment'

/** Longest id that is asked for. */
const MAX_ID_CHARS = 200

/**
 * True for what can be the id of an attachment. Ids come from a server or, through it, from a model: an address or a path in
 * the place of one is nobody's file, and is not asked for.
 */
export function isAttachmentId(id: string): boolean {
  return id.length <= MAX_ID_CHARS && /^[\w~=@+-][\w.~=@+-]*$/.test(id)
}

const INLINE = 'inline-'

/** The id of a file whose bytes came with an answer: it is made here, and no server has such a file. */
export function inlineId(unique: string): string {
  return `${INLINE}${unique}`
}

export function isInlineId(id: string): boolean {
  return id.startsWith(INLINE)
}

/** Where a window finds the bytes of an attachment of the server in use. */
export function fileAddress(attachmentId: string): string {
  return `${FILE_SCHEME}://${HOST}/${encodeURIComponent(attachmentId)}`
}

/** The attachment that an address of our scheme names; null when it names none. */
export function attachmentIdOf(address: string): string | null {
  const url = URL.parse(address)
  if (url?.protocol !== `${FILE_SCHEME}:` || url.host !== HOST) return null
  try {
    const id = decodeURIComponent(url.pathname.slice(1))
    return isAttachmentId(id) ? id : null
  } catch {
    return null
  }
}
