import { MalformedPicture, viewOf } from './bytes.ts'
import type { Bytes } from './bytes.ts'

/** Directories in which cameras and programs put a place: GPS, Exif, XMP, IPTC, Photoshop. */
const TELLING = new Set([0x8825, 0x8769, 700, 33_723, 34_377])
const MAX_DIRECTORIES = 1000

/** Whether a TIFF (revision 6.0, 2) has what may tell where it was taken. */
export async function tiffHasMetadata(bytes: Bytes): Promise<boolean> {
  const head = await bytes.read(0, 8)
  const little = head[0] === 0x49
  let at = viewOf(head).getUint32(4, little)
  for (let count = 0; at !== 0; count++) {
    if (count > MAX_DIRECTORIES) throw new MalformedPicture('directories in a circle')
    const entries = viewOf(await bytes.read(at, 2)).getUint16(0, little)
    const view = viewOf(await bytes.read(at + 2, entries * 12 + 4))
    for (let entry = 0; entry < entries; entry++) {
      if (TELLING.has(view.getUint16(entry * 12, little))) return true
    }
    at = view.getUint32(entries * 12, little)
  }
  return false
}
