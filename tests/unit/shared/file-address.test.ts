import { describe, expect, it } from 'vitest'
import { attachmentIdOf, fileAddress, isAttachmentId } from '../../../src/shared/file-address.ts'

describe('an attachment id', () => {
  it.each(['0f2c7a50-7f1d-4a4e-9d64-0d3f5a3a8a11', 'abc123', 'a.b', 'x=~@+-_'])('can be %s', (id) => {
    expect(isAttachmentId(id)).toBe(true)
    expect(attachmentIdOf(fileAddress(id))).toBe(id)
  })

  it.each([
    '',
    '.',
    '..',
    'http://127.0.0.1/secret',
    'file:///etc/passwd',
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\secret',
    'a b',
    'a\0b',
    'a\nb',
    'a?b',
    'a%2fb',
    'x'.repeat(201),
  ])('can not be %j', (id) => {
    expect(isAttachmentId(id)).toBe(false)
    expect(attachmentIdOf(fileAddress(id))).toBe(null)
  })
})

describe('an address', () => {
  it.each([
    'parley://attachment/abc',
    'parley-file://other/abc',
    'parley-file://attachment/a/b',
    'parley-file://attachment/%E0%A4%A',
    'parley-file:abc',
    'nonsense',
  ])('names nothing when it is %s', (address) => {
    expect(attachmentIdOf(address)).toBe(null)
  })
})
