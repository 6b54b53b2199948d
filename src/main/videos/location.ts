import type { Edit } from '../files/edits.ts'
import { boxesIn, findBox, freed } from '../pictures/boxes.ts'
import type { Box } from '../pictures/boxes.ts'
import { ascii, MalformedPicture, viewOf } from '../pictures/bytes.ts'
import type { Bytes } from '../pictures/bytes.ts'

/** ISO base media files and QuickTime: the same boxes, the same places where cameras write where they are. */
const TYPES: ReadonlySet<string> = new Set([
  'video/mp4',
  'video/quicktime',
  'video/3gpp',
  'video/3gpp2',
  'audio/mp4',
])

/**
 * Boxes of user data that say where it was taken: QuickTime's `©xyz` (ISO 6709), 3GPP's `loci` (TS 26.244, 8.11), XMP in any
 * form, and the GPS tables of cameras for cars.
 */
const PLACES: ReadonlySet<string> = new Set(['\xa9xyz', 'loci', 'XMP_', 'gps ', 'GPS ', 'gpsa'])

/** The id of a `uuid` box that holds XMP (XMP specification part 3, 1.1.3). */
const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac'

/** Tracks of a camera's own data, with its way in them: it can be seen that they are there, and not taken out. */
const TRACKED: ReadonlySet<string> = new Set(['gpmd', 'camm'])

/** Longest list of keys, or of sample entries, that is read whole, in bytes. */
const MAX_LIST_BYTES = 64 * 1024

/** True for types of files that `withoutLocation` knows. */
export function mayHaveLocation(contentType: string): boolean {
  return TYPES.has(contentType)
}

/**
 * What takes out where a video or a recording was made: each such box becomes free space of the same length, so that all that
 * is found by its place in the file stays where it is. Empty: it does not say. Null: it may, and that can't be taken out.
 */
export async function withoutLocation(bytes: Bytes): Promise<readonly Edit[] | null> {
  try {
    const edits: Edit[] = []
    for (const box of await boxesIn(bytes, 0, bytes.size)) {
      if (box.type === 'moov') edits.push(...(await inMovie(bytes, box)))
      else if (await isXmp(bytes, box)) edits.push(...freed(box))
    }
    return edits
  } catch (error) {
    // What can't be read may hold anything.
    if (error instanceof MalformedPicture) return null
    throw error
  }
}

/** In `moov`, and in each `trak`, which may have the same. */
async function inMovie(bytes: Bytes, within: Box): Promise<Edit[]> {
  const edits: Edit[] = []
  for (const box of await boxesIn(bytes, within.content, within.end)) {
    if (box.type === 'trak') edits.push(...(await inMovie(bytes, box)))
    else if (box.type === 'udta') edits.push(...(await inUserData(bytes, box)))
    else if (box.type === 'meta') edits.push(...(await inMetadata(bytes, box)))
    else if (box.type === 'mdia') await checkTrack(bytes, box)
    else if (box.type === 'cmov') throw new MalformedPicture('it is compressed')
    else if (PLACES.has(box.type) || (await isXmp(bytes, box))) edits.push(...freed(box))
  }
  return edits
}

async function inUserData(bytes: Bytes, udta: Box): Promise<Edit[]> {
  const edits: Edit[] = []
  for (const box of await boxesIn(bytes, udta.content, udta.end)) {
    if (PLACES.has(box.type)) edits.push(...freed(box))
    else if (box.type === 'meta') edits.push(...(await inMetadata(bytes, box)))
  }
  return edits
}

/** A list of values: by the numbers of their keys (QuickTime), or by names of four letters (iTunes). */
async function inMetadata(bytes: Bytes, meta: Box): Promise<Edit[]> {
  const start = await contentOf(bytes, meta)
  const children = await boxesIn(bytes, start, meta.end)
  const ilst = children.find(({ type }) => type === 'ilst')
  if (!ilst) return []
  const keys = children.find(({ type }) => type === 'keys')
  const names = keys ? await keyNames(bytes, keys) : []
  const values = await boxesIn(bytes, ilst.content, ilst.end)
  return values.filter(({ type }) => PLACES.has(type) || isPlace(names[numberOf(type) - 1])).flatMap(freed)
}

/** In MP4 a version and flags come first, in QuickTime they don't: a handler is the first box in both. */
async function contentOf(bytes: Bytes, { content, end }: Box): Promise<number> {
  if (content + 8 > end) return end
  return ascii(await bytes.read(content + 4, 4)) === 'hdlr' ? content : content + 4
}

/** `com.apple.quicktime.location.ISO6709`, `.location.name`, `.location.accuracy.horizontal` and their like. */
function isPlace(key: string | undefined): boolean {
  return key !== undefined && /location|gps|geo/i.test(key)
}

/** A number that stands where the name of a box does. */
function numberOf(type: string): number {
  return viewOf(Buffer.from(type, 'latin1')).getUint32(0)
}

/** The names of keys, of which the first is number 1 (QuickTime File Format, "Metadata Item Keys Atom"). */
async function keyNames(bytes: Bytes, keys: Box): Promise<string[]> {
  checkLength(keys)
  // A version, flags, and how many there are.
  const entries = await boxesIn(bytes, keys.content + 8, keys.end)
  const names: string[] = []
  for (const { content, end } of entries) names.push(ascii(await bytes.read(content, end - content)))
  return names
}

/** Throws for a track whose samples say where the camera was. */
async function checkTrack(bytes: Bytes, mdia: Box): Promise<void> {
  const minf = await findBox(bytes, 'minf', mdia.content, mdia.end)
  const stbl = minf && (await findBox(bytes, 'stbl', minf.content, minf.end))
  const stsd = stbl && (await findBox(bytes, 'stsd', stbl.content, stbl.end))
  if (!stsd) return
  checkLength(stsd)
  for (const { type, content, end } of await boxesIn(bytes, stsd.content + 8, stsd.end)) {
    const isTracked =
      TRACKED.has(type) || (type === 'mebx' && isPlace(ascii(await bytes.read(content, end - content))))
    if (isTracked) throw new MalformedPicture('its way is in a track')
  }
}

async function isXmp(bytes: Bytes, { type, content, end }: Box): Promise<boolean> {
  if (type !== 'uuid' || content + 16 > end) return false
  return Buffer.from(await bytes.read(content, 16)).toString('hex') === XMP_UUID
}

function checkLength({ content, end }: Box): void {
  if (end - content > MAX_LIST_BYTES) throw new MalformedPicture('a list longer than any real one')
}
