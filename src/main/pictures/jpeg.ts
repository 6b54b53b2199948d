import { cut } from '../files/edits.ts'
import type { Edit } from '../files/edits.ts'
import { ascii, letters, MalformedPicture, viewOf } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import { onlyOrientation, orientationOf } from './exif.ts'
import { MAX_PARTS } from './facts.ts'
import type { PictureFacts } from './facts.ts'
import { rewrite } from './rewrite.ts'

const MARKER = {
  end: 0xd9,
  scan: 0xda,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app14: 0xee,
  app15: 0xef,
} as const
const EXIF = 'Exif\0\0'
const SCAN_BYTES = 32 * 1024

/**
 * Reads a JPEG (ITU-T T.81, annex B). Out goes every application segment that is not needed to show the picture: Exif but
 * for the orientation, XMP, IPTC, maker's data, further pictures, and whatever follows the end, where phones put a film.
 * Kept are JFIF, the colour profile, Adobe's colour transform, and comments.
 */
export async function readJpeg(bytes: Bytes): Promise<PictureFacts> {
  const edits: Edit[] = []
  let pixels: PictureFacts['pixels'] = null
  let orientation: number | null = null
  let at = 2
  for (let parts = 0; at < bytes.size; parts++) {
    if (parts > MAX_PARTS) throw new MalformedPicture('too many segments')
    const start = at
    const marker = await markerAt(bytes, at)
    at = marker.end
    if (marker.code === MARKER.end) {
      if (at < bytes.size) edits.push(cut(at, bytes.size))
      break
    }
    const length = viewOf(await bytes.read(at, 2)).getUint16(0)
    if (length < 2) throw new MalformedPicture('a segment without length')
    const end = at + length
    const { code } = marker
    if (isFrame(code)) {
      const head = viewOf(await bytes.read(at, 7))
      pixels ??= { width: head.getUint16(5), height: head.getUint16(3) }
    } else if (code >= MARKER.app0 && code <= MARKER.app15) {
      const body = await bytes.read(at + 2, length - 2)
      if (code === MARKER.app1 && ascii(body, 0, 6) === EXIF && orientation === null) {
        orientation = orientationOf(body.subarray(6))
        edits.push(...(await rewrite(bytes, start, end, exifSegment(orientation))))
      } else if (!isNeeded(code, body)) edits.push(cut(start, end))
    }
    at = code === MARKER.scan ? await endOfScan(bytes, end) : end
  }
  return { pixels, orientation: orientation ?? 1, isAnimated: false, withoutMetadata: edits }
}

/** A marker may be preceded by any number of fill bytes. */
async function markerAt(bytes: Bytes, at: number): Promise<{ code: number; end: number }> {
  if ((await bytes.read(at, 1))[0] !== 0xff) throw new MalformedPicture('no marker where one should be')
  let end = at + 1
  let code = 0xff
  while (code === 0xff) code = (await bytes.read(end++, 1))[0] ?? 0
  return { code, end }
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which lie between them. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc
}

function isNeeded(code: number, body: Uint8Array): boolean {
  if (code === MARKER.app2) return ascii(body, 0, 12) === 'ICC_PROFILE\0'
  return code === MARKER.app0 || code === MARKER.app14
}

/** Compressed data goes on until a marker that is neither a stuffed zero nor a restart. */
async function endOfScan(bytes: Bytes, start: number): Promise<number> {
  let at = start
  while (at < bytes.size) {
    const piece = await bytes.read(at, Math.min(SCAN_BYTES, bytes.size - at))
    let found = piece.indexOf(0xff)
    while (found >= 0 && found + 1 < piece.byteLength) {
      const next = piece[found + 1] ?? 0
      if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at + found
      found = piece.indexOf(0xff, found + 1)
    }
    // A marker may lie across two pieces.
    const isSplit = found >= 0 && at + piece.byteLength < bytes.size && piece.byteLength > 1
    at += isSplit ? found : piece.byteLength
  }
  return bytes.size
}

/** The whole segment that keeps a picture upright; nothing when it is so by itself. */
function exifSegment(orientation: number): Uint8Array {
  if (orientation === 1) return new Uint8Array()
  const tiff = onlyOrientation(orientation)
  const segment = new Uint8Array(10 + tiff.byteLength)
  segment.set([0xff, MARKER.app1, 0, 8 + tiff.byteLength])
  segment.set(letters(EXIF), 4)
  segment.set(tiff, 10)
  return segment
}
