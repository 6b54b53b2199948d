import { describe, expect, it } from 'vitest'
import { factsOf, isTooLarge } from '../../../../src/main/media/facts.ts'
import { isShown, safeExtension } from '../../../../src/main/media/shown-types.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

describe('what is shown and what is opened', () => {
  it.each(['text/html', 'image/svg+xml', 'application/pdf', 'text/plain', 'application/octet-stream'])(
    '%s has no meaning for a window',
    (type) => {
      expect(isShown(type)).toBe(false)
    },
  )

  it.each([
    'application/x-msdownload',
    'application/x-elf',
    'application/x-desktop',
    'text/x-script',
    'text/html',
    'image/svg+xml',
    'application/zip',
    'application/octet-stream',
    'toString',
  ])('%s is not opened', (type) => {
    expect(safeExtension(type)).toBe(null)
  })

  it('everything that is shown may be opened, under an ending of its own', () => {
    for (const type of ['image/png', 'audio/mpeg', 'video/mp4', 'video/webm']) {
      expect(isShown(type)).toBe(true)
      expect(safeExtension(type)).toMatch(/^\.\w+$/)
    }
  })
})

describe('an image bomb', () => {
  const png = (width: number, height: number): Buffer => {
    const head = Buffer.alloc(40)
    head.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
    head.writeUInt32BE(width, 16)
    head.writeUInt32BE(height, 20)
    return head
  }

  it('is told by the pixels that it claims to have', async () => {
    expect(isTooLarge(await factsOf(png(60_000, 60_000)))).toBe(true)
    expect(isTooLarge(await factsOf(png(8000, 6000)))).toBe(false)
  })

  it('is told of AVIF by the largest of its parts', async () => {
    const ispe = (width: number, height: number): Buffer => {
      const box = Buffer.alloc(20)
      box.writeUInt32BE(20, 0)
      box.write('ispe', 4)
      box.writeUInt32BE(width, 12)
      box.writeUInt32BE(height, 16)
      return box
    }
    const file = Buffer.concat([bytes('\0\0\0\x10ftypavif\0\0\0\0'), ispe(160, 90), ispe(40_000, 40_000)])
    expect(await factsOf(file)).toEqual({ contentType: 'image/avif', width: 40_000, height: 40_000 })
    expect(isTooLarge(await factsOf(file))).toBe(true)
  })
})
