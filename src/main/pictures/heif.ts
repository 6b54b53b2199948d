import type { Edit } from '../files/edits.ts'
import { BoxReader, boxesIn, findBox, freed, MAX_OVERWRITTEN_BYTES } from './boxes.ts'
import type { Box } from './boxes.ts'
import { MalformedPicture } from './bytes.ts'
import type { Bytes } from './bytes.ts'
import type { PictureFacts } from './facts.ts'

/** Version and flags, which begin a full box. */
const FULL_BOX_BYTES = 4
/** Longest box of properties that is read whole, in bytes. */
const MAX_BOX_BYTES = 1024 * 1024
/** Exif data without an entry, after the 4 bytes that an Exif item begins with. */
const EMPTY_EXIF = [0, 0, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8]

/**
 * Reads a HEIC or AVIF (ISO/IEC 23008-12). Its parts are found by their place in the file, so that nothing can be cut:
 * Exif, XMP and foreign boxes are overwritten. How to turn the picture is not in the Exif here and stays.
 */
export async function readHeif(bytes: Bytes): Promise<PictureFacts> {
  const top = await boxesIn(bytes, 0, bytes.size)
  const meta = top.find(({ type }) => type === 'meta')
  if (!meta) throw new MalformedPicture('no picture in it')
  const inMeta = await boxesIn(bytes, meta.content + FULL_BOX_BYTES, meta.end)
  const child = (type: string) => inMeta.find((box) => box.type === type) ?? null
  const edits = [
    ...(await metadataItems(bytes, child('iinf'), child('iloc'), child('idat'))),
    ...top.filter(({ type }) => type === 'uuid' || type === 'jumb').flatMap(freed),
  ]
  const size = edits.reduce((sum, { start, end }) => sum + end - start, 0)
  if (size > MAX_OVERWRITTEN_BYTES) throw new MalformedPicture('more metadata than any real one')
  return {
    pixels: await largest(bytes, child('iprp')),
    // How it is turned is not in the Exif here, and the size is given before that.
    orientation: 1,
    // A film has its own metadata, which is not looked at.
    isAnimated: top.some(({ type }) => type === 'moov'),
    withoutMetadata: top.some(({ type }) => type === 'moov') ? null : edits,
  }
}

/** What overwrites the items that are Exif or XMP. */
async function metadataItems(
  bytes: Bytes,
  iinf: Box | null,
  iloc: Box | null,
  idat: Box | null,
): Promise<Edit[]> {
  if (!iinf || !iloc) return []
  const kinds = await itemKinds(bytes, iinf)
  const edits: Edit[] = []
  for (const { id, method, extents } of await itemPlaces(bytes, iloc)) {
    const kind = kinds.get(id)
    if (kind !== 'Exif' && kind !== 'mime') continue
    // 0: from the start of the file; 1: from the start of `idat`; 2: out of other items.
    const base = method === 0 ? 0 : method === 1 && idat ? idat.content : null
    if (base === null) throw new MalformedPicture('metadata in a place that is not known')
    for (const [index, { offset, length }] of extents.entries()) {
      const start = base + offset
      // Zero means: up to the end of the file.
      const end = length === 0 ? bytes.size : start + length
      if (end > bytes.size || end - start > MAX_OVERWRITTEN_BYTES)
        throw new MalformedPicture('an item leaves the file')
      const insert = new Uint8Array(end - start)
      if (kind === 'Exif' && index === 0 && insert.byteLength >= EMPTY_EXIF.length + 6) insert.set(EMPTY_EXIF)
      edits.push({ start, end, insert })
    }
  }
  return edits
}

/** The type of each item, by its id. */
async function itemKinds(bytes: Bytes, iinf: Box): Promise<Map<number, string>> {
  const [version = 0] = await bytes.read(iinf.content, 1)
  const kinds = new Map<number, string>()
  const entries = iinf.content + FULL_BOX_BYTES + (version === 0 ? 2 : 4)
  for (const entry of await boxesIn(bytes, entries, iinf.end)) {
    const reader = await open(bytes, entry)
    const entryVersion = reader.uint(1)
    reader.skip(3)
    if (entry.type !== 'infe' || entryVersion < 2) continue
    const id = reader.uint(entryVersion === 2 ? 2 : 4)
    reader.skip(2)
    kinds.set(id, reader.letters(4))
  }
  return kinds
}

interface ItemPlace {
  readonly id: number
  readonly method: number
  readonly extents: readonly { readonly offset: number; readonly length: number }[]
}

/** Where each item lies (8.11.3). */
async function itemPlaces(bytes: Bytes, iloc: Box): Promise<ItemPlace[]> {
  const reader = await open(bytes, iloc)
  const version = reader.uint(1)
  reader.skip(3)
  const sizes = reader.uint(1)
  const more = reader.uint(1)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, more >> 4]
  const indexSize = version > 0 ? more & 15 : 0
  const count = reader.uint(version < 2 ? 2 : 4)
  const places: ItemPlace[] = []
  for (let item = 0; item < count; item++) {
    const id = reader.uint(version < 2 ? 2 : 4)
    const method = version > 0 ? reader.uint(2) & 15 : 0
    const dataReference = reader.uint(2)
    if (dataReference !== 0) throw new MalformedPicture('an item in another file')
    const base = reader.uint(baseSize)
    const extents = Array.from({ length: reader.uint(2) }, () => {
      reader.skip(indexSize)
      return { offset: base + reader.uint(offsetSize), length: reader.uint(lengthSize) }
    })
    places.push({ id, method, extents })
  }
  return places
}

/** A large picture is made of tiles; the size of the whole is the largest that is named. */
async function largest(bytes: Bytes, iprp: Box | null): Promise<PictureFacts['pixels']> {
  const ipco = iprp && (await findBox(bytes, 'ipco', iprp.content, iprp.end))
  if (!ipco) return null
  let found: PictureFacts['pixels'] = null
  for (const box of await boxesIn(bytes, ipco.content, ipco.end)) {
    if (box.type !== 'ispe') continue
    const reader = await open(bytes, box)
    reader.skip(FULL_BOX_BYTES)
    const [width, height] = [reader.uint(4), reader.uint(4)]
    if (!found || width * height > found.width * found.height) found = { width, height }
  }
  return found
}

async function open(bytes: Bytes, box: Box): Promise<BoxReader> {
  if (box.end - box.content > MAX_BOX_BYTES) throw new MalformedPicture('a box larger than any real one')
  return new BoxReader(await bytes.read(box.content, box.end - box.content))
}
