import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sniff, typeOfBytes } from '../../../../src/main/files/sniff.ts'
import { jpeg, png, webp } from '../pictures/build.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const box = (brand: string) => latin1(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}isom`)
const ZIP = latin1('PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0a.txt')
const CFB = Buffer.concat([latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), Buffer.alloc(600)])
const WAV = latin1('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0')

describe('what a file is', () => {
  test.each([
    ['photo.jpg', jpeg(), 'image/jpeg'],
    ['photo.png', png(), 'image/png'],
    ['photo.webp', webp(), 'image/webp'],
    ['noextension', jpeg(), 'image/jpeg'],
    ['speech.wav', WAV, 'audio/wav'],
    ['film.mp4', box('isom'), 'video/mp4'],
    ['song.m4a', box('M4A '), 'audio/mp4'],
    ['report.docx', ZIP, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['report.doc', CFB, 'application/msword'],
    ['things.zip', ZIP, 'application/zip'],
    ['paper.pdf', latin1('%PDF-1.7\n'), 'application/pdf'],
    ['notes.md', latin1('# Notes\n'), 'text/markdown'],
    ['main.py', latin1('print(1)\n'), 'text/plain'],
    ['README', Buffer.from('Grüße, 你好\n'), 'text/plain'],
    ['data.json', latin1('{"a": 1}'), 'application/json'],
    ['feed.xml', latin1('<?xml version="1.0"?><rss/>'), 'application/xml'],
    ['logo.svg', latin1('<?xml version="1.0"?>\n<!-- a logo -->\n<svg xmlns="x"/>'), 'image/svg+xml'],
    ['page.html', latin1('<!DOCTYPE html><p>hi'), 'text/html'],
    ['part.html', latin1('<p>hi'), 'text/html'],
    ['utf16.txt', Buffer.from('\uFEFFhello', 'utf16le'), 'text/plain'],
    ['unknown.bin', Buffer.from([0, 1, 2, 3, 4]), 'application/octet-stream'],
  ])('%s', async (name, head, contentType) => {
    expect(await sniff(head, name)).toEqual({ contentType, differs: false })
  })
})

describe('what lies about itself', () => {
  test.each([
    [
      'a script that calls itself a picture',
      'cat.png',
      latin1('<html><script>alert(1)</script>'),
      'text/html',
    ],
    ['an SVG that calls itself a photo', 'cat.jpg', latin1('<svg onload="alert(1)"/>'), 'image/svg+xml'],
    [
      'a program that calls itself a picture',
      'cat.png',
      latin1('MZ\x90\0\x03\0\0\0'),
      'application/x-msdownload',
    ],
    ['a picture that calls itself a document', 'cv.pdf', png(), 'image/png'],
    ['a picture that calls itself text', 'notes.txt', jpeg(), 'image/jpeg'],
    ['noise that calls itself a picture', 'cat.png', Buffer.from([0, 1, 2, 3]), 'application/octet-stream'],
    ['noise that calls itself text', 'a.txt', Buffer.from([0, 1, 2, 3]), 'application/octet-stream'],
    ['text that calls itself sound', 'a.mp3', latin1('hello'), 'text/plain'],
  ])('%s', async (_what, name, head, contentType) => {
    expect(await sniff(head, name)).toEqual({ contentType, differs: true })
  })
})

test('a character that the end of the head cuts in two is no reason to doubt a text', async () => {
  const head = Buffer.from('äöü').subarray(0, 5)
  expect((await sniff(head, 'a.txt')).contentType).toBe('text/plain')
})

/** Bytes that begin like a file, and go on with nothing. */
const padded = (start: string) => Buffer.concat([latin1(start), Buffer.alloc(1000)])
const repeated = (header: string, length: number) => {
  const frame = Buffer.concat([latin1(header), Buffer.alloc(length - header.length)])
  return Buffer.concat([frame, frame, frame])
}
/** The first page of an Ogg stream (RFC 3533, 6), which holds the header of its codec. */
const ogg = (header: string) =>
  padded(
    `OggS\0\x02${'\0'.repeat(8)}\x01\0\0\0${'\0'.repeat(8)}\x01${String.fromCharCode(header.length)}${header}`,
  )

describe('what bytes are, whatever they are called', () => {
  test.each([
    ['PNG', png(), 'image/png'],
    ['JPEG', padded('\xff\xd8\xff\xe0'), 'image/jpeg'],
    ['GIF', padded('GIF89a'), 'image/gif'],
    ['WebP', padded('RIFF\0\0\0\0WEBPVP8 '), 'image/webp'],
    ['AVIF', padded('\0\0\0\x1cftypavif'), 'image/avif'],
    ['BMP', padded('BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0'), 'image/bmp'],
    ['WAV', padded('RIFF\0\0\0\0WAVEfmt '), 'audio/wav'],
    ['AVI', padded('RIFF\0\0\0\0AVI LIST'), 'video/x-msvideo'],
    ['MP3 behind its tag', latin1(`ID3\x04\0\0\0\0\0\x0a${'\0'.repeat(10)}\xff\xfb\x90\0`), 'audio/mpeg'],
    ['MP3 whose tag is longer than what is looked at', padded('ID3\x04\0\0\0\x7f\0\0'), 'audio/mpeg'],
    ['MP3', repeated('\xff\xfb\x90\0', 417), 'audio/mpeg'],
    ['MP2', repeated('\xff\xfd\x84\0', 384), 'audio/mpeg'],
    ['AAC', repeated('\xff\xf1\x58\x80\x20\x1f', 256), 'audio/aac'],
    ['FLAC', padded('fLaC\0\0\0\x22'), 'audio/flac'],
    ['AMR', padded('#!AMR\n'), 'audio/amr'],
    ['Opus', ogg('OpusHead'), 'audio/ogg'],
    ['Vorbis', ogg('\x01vorbis'), 'audio/ogg'],
    ['Theora', ogg('\x80theora'), 'video/ogg'],
    ['Vorbis behind a skeleton', Buffer.concat([ogg('fishead\0'), ogg('\x01vorbis')]), 'audio/ogg'],
    ['Theora behind a skeleton', Buffer.concat([ogg('fishead\0'), ogg('\x80theora')]), 'video/ogg'],
    ['Ogg of something else', ogg('unheard of'), 'application/ogg'],
    ['M4A', padded('\0\0\0\x1cftypM4A '), 'audio/mp4'],
    ['MP4', padded('\0\0\0\x1cftypisom'), 'video/mp4'],
    ['QuickTime', padded('\0\0\0\x14ftypqt  '), 'video/quicktime'],
    ['WebM', padded('\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm'), 'video/webm'],
    ['Matroska', padded('\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska'), 'video/x-matroska'],
    ['PDF', padded('%PDF-1.7'), 'application/pdf'],
    ['a PDF that is all text', latin1('%PDF-1.7\n%%EOF'), 'application/pdf'],
    ['a ZIP', ZIP, 'application/zip'],
    ['a program for Linux', padded('\x7fELF\x02'), 'application/x-elf'],
    ['a program for Windows', padded('MZ\x90'), 'application/x-msdownload'],
    ['a program for macOS', padded('\xcf\xfa\xed\xfe'), 'application/x-mach-binary'],
    ['noise', padded('\x01\x02\x03'), 'application/octet-stream'],
    ['nothing', Buffer.alloc(0), 'application/octet-stream'],
  ])('%s', async (_what, head, contentType) => {
    expect(await typeOfBytes(head)).toBe(contentType)
  })

  test.each([
    ['Hello, world', 'text/plain'],
    ['BMW is a brand', 'text/plain'],
    ['MZ is what programs begin with', 'text/plain'],
    ['GIF89a is a format', 'text/plain'],
    ['RIFF is a word', 'text/plain'],
    ['读我', 'text/plain'],
    ['#!/bin/sh\nrm -rf ~', 'text/x-script'],
    ['[Desktop Entry]\nExec=sh', 'application/x-desktop'],
    [' \n<!DOCTYPE html><p>', 'text/html'],
    ['<!-- hi --><html>', 'text/html'],
    ['<script>alert(1)</script>', 'text/html'],
    ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml'],
    ['<svg onload="alert(1)">', 'image/svg+xml'],
    ['<?xml version="1.0"?><a/>', 'application/xml'],
  ])('the text %j', async (text, contentType) => {
    expect(await typeOfBytes(Buffer.from(text))).toBe(contentType)
    expect(await typeOfBytes(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toBe(contentType)
  })

  test('they are no text when they have control characters or are not UTF-8', async () => {
    expect(await typeOfBytes(Buffer.from('abc\0def'))).toBe('application/octet-stream')
    expect(await typeOfBytes(Buffer.from([0x61, 0xc3, 0x28, 0x61]))).toBe('application/octet-stream')
  })

  test('raw samples that begin like a frame of MP3 or AAC are neither', async () => {
    for (const start of ['\xff\xfb\x90\0', '\xff\xf1\x58\x80\x20\x1f', '\xff\xff\x10\0'])
      expect(await typeOfBytes(padded(start))).toBe('application/octet-stream')
    expect(await sniff(padded('\xff\xfb\x90\0'), 'take.pcm')).toEqual({
      contentType: 'application/octet-stream',
      differs: false,
    })
  })

  test('no bytes make it fail', async () => {
    const starts = [
      '',
      '\x89PNG\r\n\x1a\n',
      'PK\x03\x04',
      'OggS',
      '\x1aE\xdf\xa3',
      'ID3',
      '\xff\xfb',
      'II*\0',
      '\x1f\x8b\x08',
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
        expect(await typeOfBytes(Buffer.concat([latin1(start), rest]))).toMatch(/^[a-z]+\/[\w.+-]+$/)
      }),
    )
  })
})

describe('a text that only its name tells', () => {
  test.each([
    ['README.md', '<p align="center"><img></p>\n# Parley', 'text/markdown'],
    ['README.md', '<!-- written by hand -->\n# Parley', 'text/markdown'],
    ['tool.py', '#!/usr/bin/env python3\n', 'text/plain'],
    ['parley.desktop', '[Desktop Entry]\nExec=sh', 'text/plain'],
    ['snippet', '<script>alert(1)</script>', 'text/html'],
  ])('%s: %j', async (name, text, contentType) => {
    expect(await sniff(latin1(text), name)).toEqual({ contentType, differs: false })
  })
})
