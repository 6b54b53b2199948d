import { describe, expect, it } from 'vitest'
import { decodeText, formatSize } from '../../../../src/server/skills/attachments.ts'
import { imageSize } from '../../../../src/shared/image-size.ts'
import type { Attachment } from '../../../../src/server/skills/types.ts'
import { encodeWav } from '../../../../src/shared/wav.ts'
import { World } from './harness.ts'

function file(name: string, kind: Attachment['kind'], mime: string, bytes: Uint8Array): Attachment {
  return { name, kind, mime, size: bytes.length, readHead: (max) => Promise.resolve(bytes.subarray(0, max)) }
}

/** A 640 × 480 PNG's signature and header chunk. */
const PNG = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  ...[0, 0, 2, 0x80, 0, 0, 1, 0xe0, 8, 2, 0, 0, 0],
])

describe('attachments offline', () => {
  it('are described honestly', async () => {
    const parts = [
      file('photo.png', 'image', 'image/png', PNG),
      file(
        'notes.txt',
        'file',
        'text/plain',
        new TextEncoder().encode('First line\nsecond line here\n\nthird\nfourth'),
      ),
      file('voice.wav', 'record', 'audio/wav', encodeWav(new Int16Array(24_000), 16_000)),
      file('data.bin', 'file', 'application/octet-stream', Uint8Array.of(0xff, 0xfe, 0)),
    ]
    expect(await new World().ask('', { parts })).toBe(
      [
        'I received 4 files:',
        '- photo.png (image, image/png, 29 bytes, 640 × 480 pixels)',
        '- notes.txt (file, text/plain, 41 bytes, 7 words in 5 lines). It begins: “First line / second line here / third”',
        '- voice.wav (recording, audio/wav, 48 KB, 1.5 seconds, 16 kHz)',
        '- data.bin (file, application/octet-stream, 3 bytes)',
        'I can’t look at what they show offline. For that, connect Parley to an AstrBot server in the settings.',
      ].join('\n'),
    )
  })

  it('are described in the language of the person', async () => {
    const answer = await new World().ask('这是什么？', {
      parts: [file('照片.png', 'image', 'image/png', PNG)],
    })
    expect(answer).toContain('- 照片.png (图片, image/png, 29 bytes, 640 × 480 像素)')
  })

  it('are mentioned when the question was about something else', async () => {
    const parts = [file('photo.png', 'image', 'image/png', PNG)]
    expect(await new World().ask('What is twelve times seven?', { parts })).toBe(
      '12 × 7 = 84.\nI also received photo.png, but I can’t analyse files offline.',
    )
  })

  it('are not called text when they are not', () => {
    expect(decodeText(Uint8Array.of(0x68, 0xe4, 0x68))).toBeNull()
    expect(decodeText(Uint8Array.of(0x68, 0, 0x69))).toBeNull()
    // "hé" cut within its last character.
    expect(decodeText(Uint8Array.of(0x68, 0xc3))).toBe('h')
  })
})

describe('formatSize', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1500, '1.5 KB'],
    [3_400_000, '3.4 MB'],
    [2_000_000_000, '2 GB'],
  ])('%d', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })
})

describe('imageSize', () => {
  const ascii = (text: string): number[] => Array.from(text).map((char) => char.charCodeAt(0))
  it.each([
    ['PNG', [...PNG], { width: 640, height: 480 }],
    ['GIF', [...ascii('GIF89a'), 0x80, 2, 0xe0, 1], { width: 640, height: 480 }],
    [
      'JPEG behind a thumbnail segment',
      [
        0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc2, 0, 17, 8, 1, 0xe0, 2, 0x80,
        3,
      ],
      { width: 640, height: 480 },
    ],
    [
      'WebP, lossy',
      [
        ...ascii('RIFF'),
        0,
        0,
        0,
        0,
        ...ascii('WEBPVP8 '),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0x9d,
        1,
        0x2a,
        0x80,
        2,
        0xe0,
        1,
      ],
      { width: 640, height: 480 },
    ],
    [
      'WebP, extended',
      [...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WEBPVP8X'), 10, 0, 0, 0, 0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0],
      { width: 640, height: 480 },
    ],
    ['cut off', [...PNG.subarray(0, 20)], null],
    ['a JPEG that lies', [0xff, 0xd8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], null],
    ['nothing', [], null],
  ])('%s', (_, bytes, size) => {
    expect(imageSize(Uint8Array.from(bytes))).toEqual(size)
  })
})
