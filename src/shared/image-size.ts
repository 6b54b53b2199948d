/** Width and height in pixels, from the first bytes of a PNG, JPEG, GIF, WebP, AVIF or BMP; `null` when they do not tell. */
export function imageSize(head: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const ascii = (at: number, length: number): string => String.fromCharCode(...head.subarray(at, at + length))
  if (head.length >= 24 && ascii(1, 3) === 'PNG')
    return { width: view.getUint32(16), height: view.getUint32(20) }
  if (head.length >= 10 && ascii(0, 4) === 'GIF8') {
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  }
  if (head.length >= 26 && ascii(0, 2) === 'BM') {
    // Negative heights mean that rows run from the top.
    return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) }
  }
  if (head.length >= 30 && ascii(0, 4) === 'RIFF' && ascii(8, 4) === 'WEBP')
    return webpSize(view, ascii(12, 4))
  if (head.length >= 4 && view.getUint16(0) === 0xffd8) return jpegSize(view)
  if (head.length >= 12 && ascii(4, 4) === 'ftyp') return largestExtent(view)
  return null
}

/** Pictures in ISO base media files say their size in `ispe` properties (ISO/IEC 23008-12); thumbnails have one each too. */
function largestExtent(view: DataView): { width: number; height: number } | null {
  const ISPE = 0x69737065
  let largest: { width: number; height: number } | null = null
  for (let at = 8; at + 16 <= view.byteLength; at++) {
    if (view.getUint32(at) !== ISPE) continue
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) }
    if (largest === null || size.width * size.height > largest.width * largest.height) largest = size
  }
  return largest
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(view: DataView, kind: string): { width: number; height: number } | null {
  if (kind === 'VP8 ')
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (kind !== 'VP8X') return null
  const read24 = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
  return { width: read24(24) + 1, height: read24(27) + 1 }
}

/** Walks the segments up to the frame header, which comes after any embedded thumbnail. */
function jpegSize(view: DataView): { width: number; height: number } | null {
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    // SOF0 to SOF15, without DHT, JPG and DAC, which lie between them.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + view.getUint16(at + 2)
  }
  return null
}
