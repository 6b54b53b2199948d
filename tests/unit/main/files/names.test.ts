import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentTypeOf } from '../../../../src/main/files/content-types.ts'
import { safeFileName, uploadName } from '../../../../src/main/files/names.ts'

describe('the name of an upload', () => {
  it.each([
    ['pic.png', 'pic-id.png'],
    ['Photo of me.JPG', 'Photo of me-id.jpg'],
    ['图片.png', '图片-id.png'],
    ['../../etc/passwd', 'passwd-id'],
    ['C:\\Users\\me\\x.txt', 'x-id.txt'],
    ['no/such/dir.txt', 'dir-id.txt'],
    ['.bashrc', 'bashrc-id'],
    ['a"b\r\nc.txt', 'a-b--c-id.txt'],
    ['archive.tar.gz', 'archive.tar-id.gz'],
    ['', 'file-id'],
    ['...', 'file-id'],
    ['x.thisextensionismuchtoolong', 'x-id'],
  ])('%j becomes %j', (name, expected) => {
    expect(uploadName(name, 'id')).toBe(expected)
  })

  it('is never a path, never empty, never long, whatever the name was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        for (const made of [uploadName(name, 'abc'), safeFileName(name)]) {
          expect(made).not.toMatch(/[\\/:*?"<>|\u0000-\u001f]/)
          expect(made).not.toMatch(/^\.|^$/)
          expect(Array.from(made).length).toBeLessThan(120)
          expect(made.isWellFormed()).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is no name that Windows keeps for a device', () => {
    expect(safeFileName('con.txt')).toBe('_con.txt')
    expect(safeFileName('COM1')).toBe('_COM1')
  })
})

describe('the type of an upload', () => {
  it.each([
    ['a.png', 'image/png'],
    ['a.JPEG', 'image/jpeg'],
    ['a.wav', 'audio/wav'],
    ['a.mp4', 'video/mp4'],
    ['a.md', 'text/markdown'],
    ['a', 'application/octet-stream'],
    ['a.unknown', 'application/octet-stream'],
  ])('%s is %s', (name, type) => {
    expect(contentTypeOf(name)).toBe(type)
  })
})
