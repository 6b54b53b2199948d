import { crc32 } from 'node:zlib'

/* Small pictures with all kinds of metadata, put together byte by byte: their pixels need not be any. */

const bytes = (...parts: (string | readonly number[] | Uint8Array)[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )

const be16 = (value: number) => [value >> 8, value & 255]
const be32 = (value: number) => [...be16(value >>> 16), ...be16(value & 0xffff)]
const le32 = (value: number) => be32(value).reverse()

/** Exif with a GPS directory and a telling maker's note, as a camera writes it: little-endian. */
export function exif(orientation: number | null): Buffer {
  const tags = [
    ...(orientation === null ? [] : [[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]]),
    // GPS IFD pointer.
    [0x25, 0x88, 4, 0, 1, 0, 0, 0, 0x40, 0, 0, 0],
  ]
  return bytes(
    'II*\0',
    [8, 0, 0, 0],
    [tags.length, 0],
    ...tags,
    [0, 0, 0, 0],
    'GPSLatitude 52.52 N'.padEnd(60, '\0'),
  )
}

const segment = (marker: number, ...content: Parameters<typeof bytes>): Buffer => {
  const body = bytes(...content)
  return bytes([0xff, marker], be16(body.byteLength + 2), body)
}

export const ICC = 'ICC_PROFILE\0\x01\x01' + 'a colour profile'

export interface JpegOptions {
  readonly orientation?: number | null
  readonly width?: number
  readonly height?: number
  readonly isPlain?: boolean
  readonly trailer?: string
}

/** A JPEG of two scans. */
export function jpeg(options: JpegOptions = {}): Buffer {
  const { orientation = 6, width = 400, height = 300, isPlain = false, trailer = '' } = options
  const metadata = isPlain
    ? []
    : [
        segment(0xe1, 'Exif\0\0', exif(orientation)),
        segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>exif:GPSLatitude</x:xmpmeta>'),
        segment(0xe2, 'MPF\0 where the second picture is'),
        segment(0xed, 'Photoshop 3.0\0 City: Berlin'),
        segment(0xeb, 'JP c2pa.assertions GPS'),
      ]
  return bytes(
    [0xff, 0xd8],
    segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
    ...metadata,
    segment(0xe2, ICC),
    segment(0xee, 'Adobe\0d\0\0\0\0\x01'),
    segment(0xfe, 'a comment'),
    segment(0xdb, '\0' + 'q'.repeat(64)),
    segment(0xc2, [8], be16(height), be16(width), [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    // Stuffed zeros and restarts are data.
    [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4],
    [0xff],
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    [5, 6, 7],
    [0xff, 0xd9],
    trailer,
  )
}

const chunk = (type: string, ...content: Parameters<typeof bytes>): Buffer => {
  const body = bytes(...content)
  const framed = bytes(type, body)
  return bytes(be32(body.byteLength), framed, be32(crc32(framed)))
}

/** A PNG. */
export function png({
  width = 400,
  height = 300,
  orientation = 8,
  isPlain = false,
  isAnimated = false,
  trailer = '',
} = {}): Buffer {
  const metadata = isPlain
    ? []
    : [
        chunk('eXIf', exif(orientation)),
        chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0<exif:GPSLatitude>'),
        chunk('zTXt', 'Raw profile type exif\0\0GPS'),
        chunk('caBX', 'c2pa GPS'),
      ]
  return bytes(
    '\x89PNG\r\n\x1a\n',
    chunk('IHDR', be32(width), be32(height), [8, 6, 0, 0, 0]),
    chunk('iCCP', 'profile'),
    chunk('tEXt', 'parameters\0a castle at dusk'),
    ...metadata,
    ...(isAnimated ? [chunk('acTL', be32(2), be32(0))] : []),
    chunk('IDAT', 'pixels'),
    chunk('IEND'),
    trailer,
  )
}

const riff = (type: string, ...content: Parameters<typeof bytes>): Buffer => {
  const body = bytes(...content)
  return bytes(type, le32(body.byteLength), body, body.byteLength % 2 === 1 ? [0] : [])
}

/** A WebP in the extended format. */
export function webp({
  width = 400,
  height = 300,
  orientation = 1,
  isPlain = false,
  isAnimated = false,
  trailer = '',
} = {}): Buffer {
  const flags = 0x20 | (isPlain ? 0 : 0x0c) | (isAnimated ? 0x02 : 0)
  const body = bytes(
    'WEBP',
    riff('VP8X', [flags, 0, 0, 0], le32(width - 1).slice(0, 3), le32(height - 1).slice(0, 3)),
    riff('ICCP', 'profile'),
    riff('VP8 ', 'pixels'),
    ...(isPlain ? [] : [riff('EXIF', exif(orientation)), riff('XMP ', '<exif:GPSLatitude>')]),
  )
  return bytes('RIFF', le32(body.byteLength), body, trailer)
}

const box = (type: string, ...content: Parameters<typeof bytes>): Buffer => {
  const body = bytes(...content)
  return bytes(be32(body.byteLength + 8), type, body)
}

/** A HEIC whose Exif lies in the file and whose XMP lies in the box of small data. */
export function heic({
  brand = 'heic',
  width = 4000,
  height = 3000,
  reference = 0,
  overlap = false,
} = {}): Buffer {
  const ftyp = box('ftyp', brand, [0, 0, 0, 0], 'mif1', brand)
  const xmp = '<exif:GPSLatitude>'
  const exifItem = bytes([0, 0, 0, 6], 'Exif\0\0', exif(1))
  const item = (id: number, type: string, more = '') =>
    box('infe', [2, 0, 0, 0], be16(id), be16(0), type, 'name\0', more)
  const meta = (exifAt: number) =>
    box(
      'meta',
      [0, 0, 0, 0],
      box('hdlr', 'a handler'),
      box(
        'iinf',
        [0, 0, 0, 0],
        be16(3),
        item(1, 'hvc1'),
        item(2, 'Exif'),
        item(3, 'mime', 'application/rdf+xml\0'),
      ),
      box(
        'iloc',
        [1, 0, 0, 0, 0x44, 0],
        be16(3),
        ...[
          [...be16(1), ...be16(0), ...be16(0), ...be16(1), ...be32(exifAt + exifItem.byteLength), ...be32(6)],
          [
            ...be16(2),
            ...be16(0),
            ...be16(reference),
            ...be16(1),
            ...be32(exifAt),
            ...be32(exifItem.byteLength),
          ],
          [
            ...be16(3),
            ...be16(overlap ? 0 : 1),
            ...be16(0),
            ...be16(1),
            ...be32(overlap ? exifAt + 1 : 0),
            ...be32(xmp.length),
          ],
        ],
      ),
      box(
        'iprp',
        box(
          'ipco',
          box('ispe', be32(0), be32(512), be32(512)),
          box('ispe', be32(0), be32(width), be32(height)),
          box('irot', [1]),
        ),
      ),
      box('idat', xmp),
    )
  const exifAt = ftyp.byteLength + meta(0).byteLength + 8
  return bytes(ftyp, meta(exifAt), box('mdat', exifItem, 'pixels'), box('uuid', 'sixteen bytes...', 'GPS'))
}
