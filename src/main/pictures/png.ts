import { crc32 } from 'node:zlib'
import { cut } from '../files/edits.ts'
import type { Edit } from '../files/edits.ts'
import { ascii, MalformedPicture, viewOf } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { onlyOrientation, orientationOf } from './exif.ts'
import { MAX_PARTS } from './facts.ts'
import type { PictureFacts } from './facts.ts'
import { rewrite } from './rewrite.ts'

/** The signature, 8 bytes; the length, type and checksum around each chunk's data, 12. */
const SIGNATURE_BYTES = 8
const FRAME_BYTES = 12
/** Longest Exif data that is looked at for the orientation, in bytes. */
const MAX_EXIF_BYTES = 1024 * 1024

/** Texts in which programs put what a camera wrote; other texts, such as how a picture was made, are kept. */
const CAMERA_TEXT = /^(XML:com\.adobe\.xmp|Raw profile type .*|.*gps.*|location)$/i

/** Reads a PNG (third edition, 5). Out goes Exif but for the orientation, XMP, provenance, and what follows the end. */
export async function readPng(bytes: Bytes): Promise<PictureFacts> {
  const edits: Edit[] = []
  let pixels: PictureFacts['pixels'] = null
  let orientation = 1
  let isAnimated = false
  let start = SIGNATURE_BYTES
  for (let parts = 0; start < bytes.size; parts++) {
    if (parts > MAX_PARTS) throw new MalformedPicture('too many chunks')
    const head = await bytes.read(start, 8)
    const length = viewOf(head).getUint32(0)
    const type = ascii(head, 4, 8)
    const end = start + FRAME_BYTES + length
    if (end > bytes.size) throw new MalformedPicture('a chunk leaves the file')
    const data = (most: number) => bytes.read(start + 8, Math.min(length, most))
    if (type === 'IHDR') {
      const view = viewOf(await data(8))
      pixels = { width: view.getUint32(0), height: view.getUint32(4) }
    } else if (type === 'acTL') isAnimated = true
    else if (type === 'eXIf') {
      orientation = orientationOf(await data(MAX_EXIF_BYTES))
      edits.push(...(await rewrite(bytes, start, end, exifChunk(orientation))))
    } else if (type === 'caBX' || (/^[tzi]TXt$/i.test(type) && CAMERA_TEXT.test(keyword(await data(80)))))
      edits.push(cut(start, end))
    start = end
    if (type === 'IEND') break
  }
  if (start < bytes.size) edits.push(cut(start, bytes.size))
  return { pixels, orientation, isAnimated, withoutMetadata: edits }
}

function keyword(data: Uint8Array): string {
  const end = data.indexOf(0)
  return ascii(data, 0, end < 0 ? undefined : end)
}

function exifChunk(orientation: number): Uint8Array {
  if (orientation === 1) return new Uint8Array()
  const tiff = onlyOrientation(orientation)
  const chunk = Buffer.alloc(FRAME_BYTES + tiff.byteLength)
  chunk.writeUInt32BE(tiff.byteLength, 0)
  chunk.write('eXIf', 4, 'latin1')
  chunk.set(tiff, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + tiff.byteLength)), 8 + tiff.byteLength)
  return chunk
}
