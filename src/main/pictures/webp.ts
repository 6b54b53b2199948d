import { cut } from '../files/edits.ts'
import type { Edit } from '../files/edits.ts'
import { ascii, letters, MalformedPicture, viewOf } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { onlyOrientation, orientationOf } from './exif.ts'
import { MAX_PARTS } from './facts.ts'
import type { PictureFacts } from './facts.ts'
import { rewrite } from './rewrite.ts'

/** `RIFF`, the size, `WEBP`. */
const HEADER_BYTES = 12
/** Bits of the extended header's first byte. */
const FLAG = { animation: 0x02, xmp: 0x04, exif: 0x08 } as const
const MAX_EXIF_BYTES = 1024 * 1024
const NOTHING = new Uint8Array()

/**
 * Reads a WebP (RFC 9649, 2.5). Out goes Exif but for the orientation, XMP, and what follows the end; the container's size
 * and flags follow.
 */
export async function readWebp(bytes: Bytes): Promise<PictureFacts> {
  const edits: Edit[] = []
  const riffEnd = viewOf(await bytes.read(4, 4)).getUint32(0, true) + 8
  // A file that was cut off ends earlier than it says.
  const last = Math.min(riffEnd, bytes.size)
  let flagsAt: number | null = null
  let flags = 0
  let orientation: number | null = null
  let start = HEADER_BYTES
  for (let parts = 0; start + 8 <= last; parts++) {
    if (parts > MAX_PARTS) throw new MalformedPicture('too many chunks')
    const head = await bytes.read(start, 8)
    const length = viewOf(head).getUint32(4, true)
    // Chunks are padded to an even length.
    const end = Math.min(start + 8 + length + (length % 2), last)
    const type = ascii(head, 0, 4)
    if (type === 'VP8X') {
      flagsAt = start + 8
      flags = (await bytes.read(flagsAt, 1))[0] ?? 0
    } else if (type === 'EXIF') {
      const data = await bytes.read(start + 8, Math.min(length, last - start - 8, MAX_EXIF_BYTES))
      const found = orientationOf(ascii(data, 0, 6) === 'Exif\0\0' ? data.subarray(6) : data)
      // Only the first counts.
      edits.push(...(await rewrite(bytes, start, end, orientation === null ? exifChunk(found) : NOTHING)))
      orientation ??= found
    } else if (type === 'XMP ') edits.push(cut(start, end))
    start = end
  }
  if (last < bytes.size) edits.push(cut(last, bytes.size))
  const inside = edits.filter((edit) => edit.start < last)
  if (inside.length > 0) {
    const removed = inside.reduce((sum, edit) => sum + edit.end - edit.start - edit.insert.byteLength, 0)
    const size = new Uint8Array(4)
    viewOf(size).setUint32(0, riffEnd - 8 - removed, true)
    edits.push({ start: 4, end: 8, insert: size })
    if (flagsAt !== null) {
      const kept = flags & ~FLAG.xmp & ~(orientation === null || orientation === 1 ? FLAG.exif : 0)
      edits.push({ start: flagsAt, end: flagsAt + 1, insert: Uint8Array.of(kept) })
    }
  }
  const isAnimated = (flags & FLAG.animation) !== 0
  return { pixels: null, orientation: orientation ?? 1, isAnimated, withoutMetadata: edits }
}

function exifChunk(orientation: number): Uint8Array {
  if (orientation === 1) return NOTHING
  const tiff = onlyOrientation(orientation)
  const chunk = new Uint8Array(8 + tiff.byteLength)
  chunk.set(letters('EXIF'))
  viewOf(chunk).setUint32(4, tiff.byteLength, true)
  chunk.set(tiff, 8)
  return chunk
}
