import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inlineFile } from '../../../../src/main/live/inline-file.ts'
import { rawName } from '../../../../src/main/live/tools.ts'
import { isAttachmentId, isInlineId } from '../../../../src/shared/file-address.ts'

const read = (raw: string, t: 'image' | 'record' | 'file' | 'video' = 'image') =>
  inlineFile({ t, data: { raw } }, () => 'a1')
const HELLO = Buffer.from('hello').toString('base64')

describe('a file within a frame', () => {
  test.each([
    [`data:image/png;base64,${HELLO}`, 'image.png'],
    [`DATA:image/jpeg;charset=x;BASE64,${HELLO}`, 'image.jpg'],
    [`data:;base64,${HELLO}`, 'image'],
    [`data:application/x-of-somebody;base64,${HELLO}`, 'image'],
    [`base64://${HELLO}`, 'image'],
    [`[IMAGE]base64://${HELLO}`, 'image'],
    [`base64://${HELLO.slice(0, 4)}\r\n${HELLO.slice(4)}`, 'image'],
    ['data:text/plain,hello', 'image.txt'],
    ['data:,hel%6Co', 'image'],
  ])('%j', (raw, name) => {
    const file = read(raw)
    expect(file?.name).toBe(name)
    expect(Buffer.from(file?.ref ?? []).toString()).toBe('hello')
    // It can be asked for like any other, and no server is asked.
    expect(isAttachmentId(file?.id ?? '') && isInlineId(file?.id ?? '')).toBe(true)
  })

  test.each([
    '[IMAGE]photo.jpg',
    '[IMAGE]data.png',
    'https://example.org/x.png',
    'file:///etc/passwd',
    'data:image/png;base64',
    'data:image/png;base64,',
    'data:image/png;base64,***not base64***',
    'data:text/plain,%E0%A4%A',
    `data:image/png;${'x'.repeat(400)};base64,${HELLO}`,
    'base64://',
    '',
  ])('none is in %j', (raw) => {
    expect(read(raw)).toBe(null)
  })

  test('only frames of files have one', () => {
    const data = `data:image/png;base64,${HELLO}`
    expect(inlineFile({ t: 'response', data }, () => 'a1')).toBe(null)
    expect(inlineFile({ t: 'image', data: { attachment_id: 'x', filename: data } }, () => 'a1')).toBe(null)
  })

  test('bytes come out as they went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.boolean(), (bytes, isUrlSafe) => {
        const base64 = Buffer.from(bytes).toString(isUrlSafe ? 'base64url' : 'base64')
        expect(new Uint8Array(read(`base64://${base64}`)?.ref ?? [])).toEqual(bytes)
      }),
    )
  })
})

test('bytes that can’t be read are not taken for a name', () => {
  expect(rawName('[IMAGE]data:image/png;base64,***', 'image')).toBe('image')
  expect(rawName('base64://***', 'record')).toBe('record')
  expect(rawName('[IMAGE]photo.jpg', 'image')).toBe('photo.jpg')
})
