import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SegmentCollector } from '../../../../src/server/live/segment.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Sends bytes in parts that end where `cuts` say. */
function collect(bytes: Uint8Array, cuts: readonly number[]) {
  const segment = new SegmentCollector(60_000)
  segment.start('s')
  let at = 0
  for (const cut of [...cuts, bytes.length]) {
    const end = Math.max(at, Math.min(cut, bytes.length))
    segment.part(base64(bytes.subarray(at, end)))
    at = end
  }
  return segment.end('s')
}

describe('a segment', () => {
  it('is the same however its bytes were cut, also inside a sample', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 2, maxLength: 400 }),
        fc.array(fc.nat(400), { maxLength: 20 }).map((cuts) => cuts.sort((a, b) => a - b)),
        (bytes, cuts) => {
          const end = collect(bytes, cuts)
          const whole = bytes.subarray(0, bytes.length - (bytes.length % 2))
          expect(end.kind === 'audio' && Buffer.from(end.pcm.buffer, 0, end.pcm.byteLength)).toEqual(
            Buffer.from(whole),
          )
        },
      ),
    )
  })

  it('drops what is no standard base64, and nothing else', () => {
    const segment = new SegmentCollector(1000)
    segment.start('s')
    const bad = [
      '',
      'abc',
      '!!!!',
      'AAA A',
      '-_-_',
      'AA==AA==',
      'A===',
      'data:;base64,AAAA',
      5,
      null,
      undefined,
      ['AAAA'],
    ]
    for (const data of bad) expect(segment.part(data), JSON.stringify(data)).toBe(false)
    for (const data of ['AAAA', 'AA==', 'AAA=', '+/+/']) expect(segment.part(data), data).toBe(true)
  })

  it('needs its own stamp, of the same type', () => {
    const segment = new SegmentCollector(1000)
    segment.start(7)
    segment.part('AAAA')
    expect(segment.end('7')).toEqual({ kind: 'failed' })
    expect(segment.end(undefined)).toEqual({ kind: 'ignored' })
    for (const falsy of [0, '', false, null, [], {}]) expect(segment.end(falsy)).toEqual({ kind: 'ignored' })
    expect(segment.isOpen).toBe(true)
    expect(segment.end(7)).toMatchObject({ kind: 'audio' })
    expect(segment.end(7)).toEqual({ kind: 'failed' })
  })

  it('without audio is a failure, and closed', () => {
    const segment = new SegmentCollector(1000)
    segment.start('s')
    segment.part('AA==')
    expect(segment.end('s')).toEqual({ kind: 'failed' })
    expect(segment.isOpen).toBe(false)
  })

  it('is thrown away by a second start, but not by one without a stamp', () => {
    const segment = new SegmentCollector(1000)
    segment.start('a')
    segment.part('AAAA')
    segment.start('')
    expect(segment.isOpen).toBe(true)
    segment.start('b')
    expect(segment.end('a')).toEqual({ kind: 'failed' })
    expect(segment.end('b')).toEqual({ kind: 'failed' })
  })

  it('says when it was too long, and is as new after that', () => {
    const segment = new SegmentCollector(100)
    const tenMs = base64(new Uint8Array(320))
    segment.start('s')
    for (let i = 0; i < 10; i += 1) segment.part(tenMs)
    expect(segment.end('s')).toMatchObject({ kind: 'audio', pcm: { length: 1600 } })
    segment.start('s')
    for (let i = 0; i < 11; i += 1) expect(segment.part(tenMs)).toBe(true)
    expect(segment.end('s')).toEqual({ kind: 'too-long' })
    segment.start('s')
    segment.part(tenMs)
    expect(segment.end('s')).toMatchObject({ kind: 'audio' })
  })
})
