import { describe, expect, test } from 'vitest'
import { sniff } from '../../../../src/main/files/sniff.ts'
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
