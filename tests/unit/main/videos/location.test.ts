import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { piecesOf } from '../../../../src/main/files/edits.ts'
import { mayHaveLocation, withoutLocation } from '../../../../src/main/videos/location.ts'
import { applied, memoryBytes } from '../pictures/memory-bytes.ts'

/*
 * The files in `fixtures` are of ffmpeg 5.1, each with "+48.8577+002.2950/" where its kind has it: a second of colour bars.
 */

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const box = (type: string, ...content: Buffer[]) => {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(8 + content.reduce((sum, { byteLength }) => sum + byteLength, 0))
  return Buffer.concat([size, latin1(type), ...content])
}
const FULL = Buffer.alloc(4)
const PLACE = latin1('+48.8577+002.2950/')
const FTYP = box('ftyp', latin1('isom\0\0\0\0isom'))
const MDAT = box('mdat', latin1('a film'))
const XMP = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex')
const hdlr = box('hdlr', FULL, latin1('\0\0\0\0mdir'))
const film = (...inMovie: Buffer[]) => Buffer.concat([FTYP, box('moov', ...inMovie), MDAT])
const track = (sample: Buffer) =>
  box('trak', box('mdia', box('minf', box('stbl', box('stsd', FULL, Buffer.from([0, 0, 0, 1]), sample)))))

const cleaned = async (file: Buffer): Promise<Buffer> => {
  const edits = (await withoutLocation(memoryBytes(file))) ?? []
  expect(edits.length).toBeGreaterThan(0)
  piecesOf(file.byteLength, edits)
  return applied(file, edits)
}

describe('where a film was made', () => {
  test.each([
    ['loci.mp4', 'loci'],
    ['loci.3gp', 'loci'],
    ['xyz.mov', '\xa9xyz'],
    ['keys.mov', '+48.8577'],
  ])('is taken out of %s', async (name, mark) => {
    const file = fixture(name)
    expect(file.includes(mark, 0, 'latin1')).toBe(true)
    const clean = await cleaned(file)
    expect(clean.includes(mark, 0, 'latin1')).toBe(false)
    expect(clean.includes('48.8577')).toBe(false)
    // All else keeps its place: nothing has to be found anew.
    expect(clean.byteLength).toBe(file.byteLength)
    const mdat = file.indexOf('mdat')
    const end = mdat - 4 + file.readUInt32BE(mdat - 4)
    expect(clean.subarray(mdat, end).equals(file.subarray(mdat, end))).toBe(true)
    expect(await withoutLocation(memoryBytes(clean))).toEqual([])
  })

  test('goes, and the title and the maker stay', async () => {
    expect((await cleaned(fixture('loci.mp4'))).includes('Harbour')).toBe(true)
    expect((await cleaned(fixture('keys.mov'))).includes('Somebody')).toBe(true)
  })

  test.each([
    ['in the user data of a track', film(box('trak', box('udta', box('\xa9xyz', PLACE))))],
    [
      'in a list by names',
      film(box('udta', box('meta', FULL, hdlr, box('ilst', box('\xa9xyz', box('data', PLACE)))))),
    ],
    ['in XMP of the user data', film(box('udta', box('XMP_', PLACE)))],
    ['in XMP of the movie', film(box('uuid', XMP, PLACE))],
    ['in XMP beside the movie', Buffer.concat([film(), box('uuid', XMP, PLACE)])],
    ['in the table of a camera for cars', film(box('gps ', PLACE))],
  ])('is taken out %s', async (_where, file) => {
    const clean = await cleaned(file)
    expect(clean.includes(PLACE)).toBe(false)
    expect(clean.byteLength).toBe(file.byteLength)
  })

  test.each([
    ['a track of a GoPro', film(track(box('gpmd', Buffer.alloc(8))))],
    ['a track of camera motion', film(track(box('camm', Buffer.alloc(8))))],
    [
      'a track of values with places among them',
      film(track(box('mebx', Buffer.alloc(8), latin1('com.apple.quicktime.location.ISO6709')))),
    ],
    ['a movie that is compressed', film(box('cmov', Buffer.alloc(8)))],
    ['a file that ends early', fixture('loci.mp4').subarray(0, 3000)],
    ['boxes that leave their box', Buffer.concat([FTYP, latin1('\0\0\xff\xffmoov')])],
  ])('may be in %s, which is said', async (_what, file) => {
    expect(await withoutLocation(memoryBytes(file))).toBe(null)
  })

  test('is not looked for where there is none', async () => {
    expect(await withoutLocation(memoryBytes(film()))).toEqual([])
    // QuickTime ends user data with a zero of four bytes.
    expect(
      await withoutLocation(memoryBytes(film(box('udta', box('\xa9nam', latin1('Harbour')), FULL)))),
    ).toEqual([])
    const other = film(box('uuid', Buffer.alloc(16, 7), PLACE), track(box('avc1', Buffer.alloc(8))))
    expect(await withoutLocation(memoryBytes(other))).toEqual([])
    // What protects a stream has the same form.
    expect(await withoutLocation(memoryBytes(Buffer.concat([box('uuid', latin1('short')), MDAT])))).toEqual(
      [],
    )
  })
})

test.each([
  ['video/mp4', true],
  ['video/quicktime', true],
  ['video/3gpp', true],
  ['audio/mp4', true],
  ['video/webm', false],
  ['image/heic', false],
])('%s: %s', (type, expected) => {
  expect(mayHaveLocation(type)).toBe(expected)
})
