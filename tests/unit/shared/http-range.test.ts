import { describe, expect, it } from 'vitest'
import { parseRange } from '../../../src/shared/http-range.ts'

const part = (start: number, end: number) => ({ kind: 'part', start, end })

describe('ranges of a file of 10 bytes', () => {
  it.each([
    [undefined, { kind: 'whole' }],
    ['bytes=0-0', part(0, 0)],
    ['bytes=2-4', part(2, 4)],
    ['bytes=2-', part(2, 9)],
    ['bytes=0-999', part(0, 9)],
    ['bytes=-3', part(7, 9)],
    ['bytes=-30', part(0, 9)],
    ['bytes= 1 - 2', part(1, 2)],
    ['bytes=9-9', part(9, 9)],
    ['bytes=10-', { kind: 'unsatisfiable' }],
    ['bytes=10-20', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    // What RFC 9110 has ignored, not refused.
    ['bytes=4-2', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=1-2,4-5', { kind: 'whole' }],
    ['items=1-2', { kind: 'whole' }],
    ['bytes=a-b', { kind: 'whole' }],
    ['bytes=1.5-2', { kind: 'whole' }],
  ])('%s', (header, wanted) => expect(parseRange(header, 10)).toEqual(wanted))

  it('of an empty file', () => {
    expect(parseRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' })
    expect(parseRange('bytes=-5', 0)).toEqual({ kind: 'unsatisfiable' })
  })
})
