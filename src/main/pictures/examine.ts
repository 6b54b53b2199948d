import { imageSize } from '../../shared/image-size.ts'
import { piecesOf } from '../files/edits.ts'
import { MalformedPicture } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import type { PictureFacts } from './facts.ts'
import { readHeif } from './heif.ts'
import { readJpeg } from './jpeg.ts'
import { readPng } from './png.ts'
import { tiffHasMetadata } from './tiff.ts'
import { readWebp } from './webp.ts'

const HEAD_BYTES = 4096
const SEARCH_BYTES = 64 * 1024
/** How programs name XMP in a GIF. */
const GIF_XMP = 'XMP DataXMP'

const STILL = { pixels: null, orientation: 1, isAnimated: false } as const

/** Looks at a picture without decoding it. `contentType` is what its first bytes say it is. */
export async function examinePicture(bytes: Bytes, contentType: string): Promise<PictureFacts> {
  try {
    const facts = await read(bytes, contentType)
    const head = await bytes.read(0, Math.min(HEAD_BYTES, bytes.size))
    const { withoutMetadata } = facts
    // Half a change would be a damaged file: better to say that it can't be done.
    if (withoutMetadata) piecesOf(bytes.size, withoutMetadata)
    return { ...facts, pixels: upright(facts.pixels ?? imageSize(head), facts.orientation) }
  } catch (error) {
    if (!(error instanceof MalformedPicture || error instanceof RangeError)) throw error
    // What can't be read may hold anything.
    return { ...STILL, withoutMetadata: null }
  }
}

async function read(bytes: Bytes, contentType: string): Promise<PictureFacts> {
  switch (contentType) {
    case 'image/jpeg':
      return readJpeg(bytes)
    case 'image/png':
      return readPng(bytes)
    case 'image/webp':
      return readWebp(bytes)
    case 'image/heic':
    case 'image/heif':
    case 'image/avif':
      return readHeif(bytes)
    case 'image/gif':
      return { ...STILL, isAnimated: true, withoutMetadata: (await contains(bytes, GIF_XMP)) ? null : [] }
    case 'image/tiff':
      return { ...STILL, withoutMetadata: (await tiffHasMetadata(bytes)) ? null : [] }
    case 'image/svg+xml':
    case 'image/bmp':
    case 'image/x-icon':
    case 'image/icns':
      return { ...STILL, withoutMetadata: [] }
    default:
      return { ...STILL, withoutMetadata: null }
  }
}

function upright(pixels: PictureFacts['pixels'], orientation: number): PictureFacts['pixels'] {
  return pixels && orientation >= 5 ? { width: pixels.height, height: pixels.width } : pixels
}

/** Whether a text of ASCII letters is anywhere in the file. */
async function contains(bytes: Bytes, text: string): Promise<boolean> {
  // Pieces overlap, for a text that lies across two of them.
  const step = SEARCH_BYTES - text.length
  for (let at = 0; at < bytes.size; at += step) {
    const piece = await bytes.read(at, Math.min(SEARCH_BYTES, bytes.size - at))
    if (Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).includes(text, 0, 'latin1')) return true
  }
  return false
}
