import { viewOf } from './bytes.ts'

/** Tag of the orientation in the first directory (Exif 2.32, 4.6.4). */
const ORIENTATION = 0x0112

/** How a picture is to be turned, 1 (as it is) to 8; 1 when the Exif data, from its TIFF header on, says nothing readable. */
export function orientationOf(tiff: Uint8Array): number {
  if (tiff.byteLength < 14) return 1
  const view = viewOf(tiff)
  const little = tiff[0] === 0x49
  if (view.getUint16(2, little) !== 42) return 1
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.byteLength) return 1
  const entries = view.getUint16(directory, little)
  for (let at = directory + 2, left = entries; left > 0 && at + 12 <= tiff.byteLength; at += 12, left--) {
    if (view.getUint16(at, little) !== ORIENTATION) continue
    const value = view.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** Exif data, from its TIFF header on, that says how to turn the picture and nothing else. */
export function onlyOrientation(orientation: number): Uint8Array {
  const bytes = new Uint8Array(26)
  const view = viewOf(bytes)
  bytes.set([0x4d, 0x4d, 0, 42])
  view.setUint32(4, 8)
  view.setUint16(8, 1)
  view.setUint16(10, ORIENTATION)
  view.setUint16(12, 3)
  view.setUint32(14, 1)
  view.setUint16(18, orientation)
  return bytes
}
