import { fileAddress, isAttachmentId } from '../../../shared/file-address.ts'

/** Where a picture in a text is, if it is an attachment (`/attachment/<id>`): nothing else is ever loaded. */
export function ownPicture(src: string | undefined): string | null {
  const id = /^\/attachment\/([^/?#]+)$/.exec(src ?? '')?.[1]
  return id !== undefined && isAttachmentId(id) ? fileAddress(id) : null
}
