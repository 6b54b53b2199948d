import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examinePicture } from '../../../../src/main/pictures/examine.ts'
import type { PictureFacts } from '../../../../src/main/pictures/facts.ts'
import { exif, heic, ICC, jpeg, png, webp } from './build.ts'
import { applied, memoryBytes } from './memory-bytes.ts'

const examine = (file: Uint8Array, type: string): Promise<PictureFacts> =>
  examinePicture(memoryBytes(file), type)

/** The file as it is sent, which must be a picture of the same kind without anything more to take out. */
async function stripped(file: Uint8Array, type: string): Promise<Buffer> {
  const before = await examine(file, type)
  expect(before.withoutMetadata).not.toBeNull()
  const sent = applied(file, before.withoutMetadata ?? [])
  const after = await examine(sent, type)
  expect(after).toMatchObject({ pixels: before.pixels, orientation: before.orientation })
  expect(applied(sent, after.withoutMetadata ?? []).equals(sent)).toBe(true)
  return sent
}

describe('JPEG', () => {
  test('nothing telling leaves; profile, colour transform, comment and pixels do', async () => {
    const sent = await stripped(jpeg({ trailer: 'a film with GPS in it' }), 'image/jpeg')
    expect(sent.toString('latin1')).not.toMatch(/GPS|xmp|Berlin|MPF|c2pa|film/)
    expect(sent.includes(ICC)).toBe(true)
    expect(sent.includes('Adobe\0')).toBe(true)
    expect(sent.includes('a comment')).toBe(true)
    expect(sent.subarray(-14).equals(jpeg().subarray(-14))).toBe(true)
  })

  test('what is left of it is what it is without', async () => {
    expect((await stripped(jpeg({ orientation: 1 }), 'image/jpeg')).equals(jpeg({ isPlain: true }))).toBe(
      true,
    )
  })

  test('it stays upright, and its size is that of the upright picture', async () => {
    const facts = await examine(jpeg({ orientation: 6, width: 400, height: 300 }), 'image/jpeg')
    expect(facts).toMatchObject({ orientation: 6, pixels: { width: 300, height: 400 } })
    const sent = await stripped(jpeg({ orientation: 6 }), 'image/jpeg')
    expect(sent.includes('Exif\0\0MM\0*')).toBe(true)
  })

  test('one with nothing to hide is sent byte for byte', async () => {
    expect((await examine(jpeg({ isPlain: true }), 'image/jpeg')).withoutMetadata).toEqual([])
  })

  test('one that was cut off is sent as far as it goes', async () => {
    const whole = jpeg({ isPlain: true })
    expect((await examine(whole.subarray(0, -3), 'image/jpeg')).withoutMetadata).toEqual([])
  })
})

describe('PNG', () => {
  test('nothing telling leaves; profile and other texts do', async () => {
    const sent = await stripped(png({ trailer: 'GPS behind the end' }), 'image/png')
    expect(sent.toString('latin1')).not.toMatch(/GPS|xmp|Raw profile|caBX/)
    expect(sent.includes('a castle at dusk')).toBe(true)
    expect(sent.includes('iCCP')).toBe(true)
    expect((await examine(sent, 'image/png')).orientation).toBe(8)
  })

  test('what is left of it is what it is without', async () => {
    expect((await stripped(png({ orientation: 1 }), 'image/png')).equals(png({ isPlain: true }))).toBe(true)
  })

  test('a moving one is known', async () => {
    expect((await examine(png({ isAnimated: true }), 'image/png')).isAnimated).toBe(true)
    expect((await examine(png(), 'image/png')).isAnimated).toBe(false)
  })
})

describe('WebP', () => {
  test('nothing telling leaves, and the container agrees', async () => {
    const sent = await stripped(webp({ trailer: 'GPS behind the end' }), 'image/webp')
    expect(sent.toString('latin1')).not.toMatch(/GPS|XMP|EXIF/)
    expect(sent.equals(webp({ isPlain: true }))).toBe(true)
  })

  test('it stays upright', async () => {
    const sent = await stripped(webp({ orientation: 5 }), 'image/webp')
    expect(sent.toString('latin1')).not.toMatch(/GPS/)
    expect(sent.readUInt32LE(4)).toBe(sent.byteLength - 8)
    expect(await examine(sent, 'image/webp')).toMatchObject({
      orientation: 5,
      pixels: { width: 300, height: 400 },
    })
  })

  test('a moving one is known', async () => {
    expect((await examine(webp({ isAnimated: true }), 'image/webp')).isAnimated).toBe(true)
  })
})

describe.each([
  ['image/heic', 'heic'],
  ['image/avif', 'avif'],
])('%s', (type, brand) => {
  test('nothing telling leaves, and every part keeps its place', async () => {
    const file = heic({ brand })
    const facts = await examine(file, type)
    expect(facts.pixels).toEqual({ width: 4000, height: 3000 })
    const sent = applied(file, facts.withoutMetadata ?? [])
    expect(sent.toString('latin1')).not.toMatch(/GPS/)
    expect(sent.byteLength).toBe(file.byteLength)
    expect(sent.indexOf('pixels')).toBe(file.indexOf('pixels'))
  })

  test('one whose metadata lies elsewhere is not said to be rid of it', async () => {
    expect((await examine(heic({ brand, reference: 1 }), type)).withoutMetadata).toBeNull()
  })
})

/** A TIFF whose second entry has this tag, and whose next directory is there. */
const tiff = (tag: number, next = 0) => {
  const file = exif(1)
  file.writeUInt16LE(tag, 22)
  file.writeUInt32LE(next, 34)
  return file
}

describe('other formats', () => {
  test.each([
    ['a TIFF with a place', tiff(0x8825), 'image/tiff', null],
    ['a TIFF without', tiff(0x0100), 'image/tiff', []],
    ['a raw picture', exif(1), 'image/x-canon-cr2', null],
    ['a GIF', Buffer.from('GIF89a\x10\0\x20\0'), 'image/gif', []],
    ['a GIF with XMP', Buffer.from('GIF89a\x10\0\x20\0'.padEnd(70_000) + 'XMP DataXMP'), 'image/gif', null],
    ['an SVG', Buffer.from('<svg/>'), 'image/svg+xml', []],
  ])('%s', async (_what, file, type, expected) => {
    expect((await examine(file, type)).withoutMetadata).toEqual(expected)
  })
})

describe('hostile files', () => {
  test('a bomb tells its size without being decoded', async () => {
    const facts = await examine(png({ width: 60_000, height: 60_000 }), 'image/png')
    expect(facts.pixels).toEqual({ width: 60_000, height: 60_000 })
  })

  test.each([
    ['a JPEG that is none', Buffer.from('\xff\xd8<script>', 'latin1'), 'image/jpeg'],
    ['a segment of no length', Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0, 1, 2]), 'image/jpeg'],
    ['a chunk that leaves the file', png().fill(0xff, 8, 12), 'image/png'],
    ['Exif in the place of the XMP', heic({ overlap: true }), 'image/heic'],
    ['a box that leaves the file', heic().fill(0x7f, 0, 4), 'image/heic'],
    ['a TIFF whose directories go in a circle', tiff(0x0100, 8), 'image/tiff'],
  ])('%s may hold anything', async (_what, file, type) => {
    expect((await examine(file, type)).withoutMetadata).toBeNull()
  })

  test('no damage makes a parser throw, or edits that can’t be done', async () => {
    const originals = [
      { file: jpeg(), type: 'image/jpeg' },
      { file: png(), type: 'image/png' },
      { file: webp(), type: 'image/webp' },
      { file: heic(), type: 'image/heic' },
      { file: exif(6), type: 'image/tiff' },
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.nat(),
        async ({ file, type }, changes, end) => {
          const damaged = Buffer.from(file)
          for (const [at, value] of changes) damaged[at % damaged.byteLength] = value
          const cut = damaged.subarray(0, 8 + (end % damaged.byteLength))
          const { withoutMetadata } = await examine(cut, type)
          if (withoutMetadata) applied(cut, withoutMetadata)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
