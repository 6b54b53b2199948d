import { describe, expect, it } from 'vitest'
import { contentTypeByBytes, isShown, safeExtension } from '../../../../src/main/media/content-type.ts'
import { factsOf, isTooLarge } from '../../../../src/main/media/facts.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const padded = (text: string) => Buffer.concat([bytes(text), Buffer.alloc(64)])

describe('what bytes are', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['\0\0\0\x1cftypavif', 'image/avif'],
    ['BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0', 'image/bmp'],
    ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
    ['ID3\x04', 'audio/mpeg'],
    ['\xff\xfb\x90\x00', 'audio/mpeg'],
    ['\xff\xf1\x50\x80', 'audio/aac'],
    ['fLaC', 'audio/flac'],
    ['OggS\0\x02......OpusHead', 'audio/ogg'],
    ['OggS\0\x02......\x80theora', 'video/ogg'],
    ['\0\0\0\x1cftypM4A ', 'audio/mp4'],
    ['\0\0\0\x1cftypisom', 'video/mp4'],
    ['\0\0\0\x14ftypqt  ', 'video/quicktime'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'video/webm'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska', 'video/x-matroska'],
    ['%PDF-1.7', 'application/pdf'],
    ['PK\x03\x04', 'application/zip'],
    ['\x7fELF\x02', 'application/x-executable'],
    ['MZ\x90', 'application/x-executable'],
    ['\xca\xfe\xba\xbe', 'application/x-executable'],
    ['\x01\x02\x03', 'application/octet-stream'],
  ])('%j', (start, type) => {
    expect(contentTypeByBytes(padded(start))).toBe(type)
  })

  it.each([
    ['Hello, world', 'text/plain'],
    ['BMW is a brand', 'text/plain'],
    ['RIFF is a word', 'text/plain'],
    ['读我', 'text/plain'],
    ['#!/bin/sh\nrm -rf ~', 'text/x-script'],
    ['[Desktop Entry]\nExec=sh', 'application/x-desktop'],
    [' \n<!DOCTYPE html><p>', 'text/html'],
    ['<script>alert(1)</script>', 'text/html'],
    ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml'],
    ['<svg onload="alert(1)">', 'image/svg+xml'],
    ['<?xml version="1.0"?><a/>', 'application/xml'],
    ['', 'application/octet-stream'],
  ])('the text %j', (text, type) => {
    expect(contentTypeByBytes(Buffer.from(text))).toBe(type)
  })

  it('is not text when it has control characters or is not UTF-8', () => {
    expect(contentTypeByBytes(Buffer.from('abc\0def'))).toBe('application/octet-stream')
    expect(contentTypeByBytes(Buffer.from([0x61, 0xc3, 0x28, 0x61]))).toBe('application/octet-stream')
  })
})

describe('what is shown and what is opened', () => {
  it.each(['text/html', 'image/svg+xml', 'application/pdf', 'text/plain', 'application/octet-stream'])(
    '%s has no meaning for a window',
    (type) => {
      expect(isShown(type)).toBe(false)
    },
  )

  it.each([
    'application/x-executable',
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

  it('is told by the pixels that it claims to have', () => {
    expect(isTooLarge(factsOf(png(60_000, 60_000)))).toBe(true)
    expect(isTooLarge(factsOf(png(8000, 6000)))).toBe(false)
  })

  it('is told of AVIF by the largest of its parts', () => {
    const ispe = (width: number, height: number): Buffer => {
      const box = Buffer.alloc(20)
      box.writeUInt32BE(20, 0)
      box.write('ispe', 4)
      box.writeUInt32BE(width, 12)
      box.writeUInt32BE(height, 16)
      return box
    }
    const file = Buffer.concat([bytes('\0\0\0\x10ftypavif\0\0\0\0'), ispe(160, 90), ispe(40_000, 40_000)])
    expect(factsOf(file)).toEqual({ contentType: 'image/avif', width: 40_000, height: 40_000 })
    expect(isTooLarge(factsOf(file))).toBe(true)
  })
})
