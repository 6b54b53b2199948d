import { fileAddress, isAttachmentId } from '../../../shared/file-address.ts'

/** The address of a link that may be opened outside; null for any other scheme, and for what is no address. */
export function safeLink(href: string | undefined): string | null {
  if (href === undefined) return null
  const parsed = URL.parse(href)
  return parsed && (parsed.protocol === 'https:' || parsed.protocol === 'mailto:') ? parsed.href : null
}

/** Where a picture in a text is, if it is an attachment (`/attachment/<id>`): nothing else is ever loaded. */
export function ownPicture(src: string | undefined): string | null {
  const id = /^\/attachment\/([^/?#]+)$/.exec(src ?? '')?.[1]
  return id !== undefined && isAttachmentId(id) ? fileAddress(id) : null
}
