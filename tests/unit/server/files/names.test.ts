import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanContentType, cleanFileName } from '../../../../src/server/files/names.ts'

describe('file names', () => {
  it.each([
    ['pic.png', 'pic.png'],
    ['图片.png', '图片.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\a.txt', 'a.txt'],
    ['no/such/dir.txt', 'dir.txt'],
    ['..', 'fallback'],
    ['', 'fallback'],
    ['   ', 'fallback'],
    ['.hidden', 'hidden'],
    ['trailing. . ', 'trailing'],
    ['a\u0000b\nc.txt', 'abc.txt'],
    // A right-to-left override that makes "gnp.exe" read as "exe.png".
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['what?<>:"|*.txt', 'what_______.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['e\u0301.txt', '\u00e9.txt'],
  ])('%j becomes %j', (name, clean) => expect(cleanFileName(name, 'fallback')).toBe(clean))

  it('long names keep their extension and whole characters', () => {
    const clean = cleanFileName(`${'é'.repeat(300)}.jpeg`, 'x')
    expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(255)
    expect(clean).toMatch(/^é+\.jpeg$/)
  })

  it('whatever comes in, what goes out is one safe name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const clean = cleanFileName(name, 'fallback')
        expect(clean).not.toBe('')
        expect(clean).not.toMatch(/[/\\]|[\p{Cc}\p{Cf}]/u)
        expect(['.', '..']).not.toContain(clean)
        expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(255)
      }),
      { numRuns: 60 },
    )
  })
})

describe('content types', () => {
  it.each([
    ['image/png', 'image/png'],
    [' text/plain; charset=utf-8 ', 'text/plain; charset=utf-8'],
    [undefined, 'application/octet-stream'],
    ['', 'application/octet-stream'],
    ['nonsense', 'application/octet-stream'],
    ['text/plain\r\nset-cookie: x', 'application/octet-stream'],
    ['text/plain; é', 'application/octet-stream'],
  ])('%j becomes %j', (given, clean) => expect(cleanContentType(given)).toBe(clean))
})
