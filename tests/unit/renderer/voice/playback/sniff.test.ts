import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sniff } from '../../../../../src/renderer/voice/playback/sniff.ts'

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)),
  ).buffer

const zeros = (count: number) => Array.from({ length: count }, () => 0)

/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes. */
const MP3_FRAME = [0xff, 0xfb, 0x90, 0x00, ...zeros(413)]

describe('formats by their first bytes', () => {
  test.each([
    ['WAV', bytes('RIFF', zeros(4), 'WAVE'), { kind: 'wav' }],
    ['MP3', bytes(MP3_FRAME, MP3_FRAME), { kind: 'mp3', native: 44_100 }],
    ['MP3 of one frame', bytes(MP3_FRAME), { kind: 'mp3', native: 44_100 }],
    [
      'MP3 behind a tag',
      bytes('ID3', [4, 0, 0, 0, 0, 0, 3], [9, 9, 9], MP3_FRAME),
      { kind: 'mp3', native: 44_100 },
    ],
    // MPEG-2 layer III, 64 kbit/s, 24 kHz: 192 bytes.
    ['MP3 of 24 kHz', bytes([0xff, 0xf3, 0x84, 0xc4, ...zeros(188)]), { kind: 'mp3', native: 24_000 }],
    ['FLAC of 48 kHz', bytes('fLaC', zeros(14), [0x0b, 0xb8, 0x00]), { kind: 'flac', native: 48_000 }],
    ['Opus', bytes('OggS', zeros(24), 'OpusHead'), { kind: 'ogg', native: 48_000 }],
    [
      'Vorbis of 22.05 kHz',
      bytes('OggS', zeros(24), [1], 'vorbis', zeros(4), [1], [0x22, 0x56, 0, 0]),
      { kind: 'ogg', native: 22_050 },
    ],
    ['MP4', bytes(zeros(4), 'ftypM4A '), { kind: 'mp4', native: 0 }],
    [
      'AAC in MP4, described behind its sound',
      bytes(zeros(4), 'ftypM4A mdat', zeros(9), 'mp4a', zeros(24), [0xac, 0x44, 0, 0], zeros(4)),
      { kind: 'mp4', native: 44_100 },
    ],
    ['WebM', bytes([0x1a, 0x45, 0xdf, 0xa3]), { kind: 'webm', native: 48_000 }],
    ['AAC', bytes([0xff, 0xf1, 0x58, 0x80, 0x01, 0x20, ...zeros(3)]), { kind: 'adts', native: 24_000 }],
    ['an error page', bytes('<!doctype html><title>502</title>'), { kind: 'not-audio' }],
    ['a JSON message', bytes('{"status":"error"}\n'), { kind: 'not-audio' }],
    ['nothing', bytes(), { kind: 'not-audio' }],
    ['silence', bytes(zeros(640)), { kind: 'pcm' }],
  ])('%s', (_, given, expected) => {
    expect(sniff(given)).toEqual(expected)
  })
})

test('quiet PCM that begins like a frame header is PCM', () => {
  // -1, -5: 0xffff 0xfffb, which is how many an MP3 begins.
  expect(sniff(bytes([0xff, 0xfb, 0x90, 0x00], zeros(2000)))).toEqual({ kind: 'pcm' })
})

test('loud PCM that begins like a brace is PCM', () => {
  expect(sniff(bytes([0x7b, 0x22, 0x01, 0x80], zeros(100)))).toEqual({ kind: 'pcm' })
})

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (data) => {
      expect(sniff(data.slice().buffer)).toHaveProperty('kind')
    }),
  )
})
