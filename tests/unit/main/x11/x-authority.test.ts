import { describe, expect, it } from 'vitest'
import { findCookie, parseDisplay } from '../../../../src/main/x11/x-authority.ts'

describe('parseDisplay', () => {
  it('knows local displays and those of a host', () => {
    expect(parseDisplay(':1')).toEqual({ number: '1', paths: ['/tmp/.X11-unix/X1', '\0/tmp/.X11-unix/X1'] })
    expect(parseDisplay('unix:0.0')).toMatchObject({ number: '0' })
    expect(parseDisplay('localhost:10.0')).toEqual({ number: '10', host: 'localhost', port: 6010 })
    for (const wrong of ['', ':', '0', 'host', ':x', 'a:b:1']) expect(parseDisplay(wrong)).toBeNull()
  })
})

describe('findCookie', () => {
  const MAGIC = 'MIT-MAGIC-COOKIE-1'
  const record = (family: number, address: string, number: string, name: string, data: string): Buffer => {
    const field = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)])
    return Buffer.concat([
      Buffer.from([family >> 8, family & 255]),
      ...[address, number, name, data].map(field),
    ])
  }
  const find = (file: Buffer, number = '0') => findCookie(file, number, 'desk')?.data.toString() ?? null

  it('takes the record of this display and this host', () => {
    const file = Buffer.concat([
      record(0, '1234', '0', MAGIC, 'other host'),
      record(256, 'desk', '1', MAGIC, 'other display'),
      record(256, 'desk', '0', 'XDM-AUTHORIZATION-1', 'other kind'),
      record(256, 'desk', '0', MAGIC, 'right'),
    ])
    expect(find(file)).toBe('right')
  })

  it('takes what is good for every display, and else what it can get', () => {
    expect(find(record(65535, '', '', MAGIC, 'wild'), '7')).toBe('wild')
    expect(find(record(0, '1234', '7', MAGIC, 'by address'), '7')).toBe('by address')
    expect(find(record(256, 'desk', '1', MAGIC, 'x'), '7')).toBeNull()
  })

  it('keeps what came before where a file is cut off', () => {
    const good = record(256, 'desk', '0', MAGIC, 'right')
    for (let cut = 0; cut < good.length; cut++) {
      expect(find(Buffer.concat([good, good.subarray(0, cut)]))).toBe('right')
      expect(find(good.subarray(0, cut))).toBeNull()
    }
  })
})
