import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChunkOrder } from '../../../../../src/renderer/voice/playback/chunk-order.ts'
import type { Released } from '../../../../../src/renderer/voice/playback/chunk-order.ts'

const short = (released: Released<string>[]) =>
  released.map((each) =>
    each.type === 'end' ? `end ${each.epoch}` : `${each.epoch}.${each.seq} ${each.value}`,
  )

function order() {
  return new ChunkOrder<string>()
}

test('chunks go on in order, in whatever order they were decoded', () => {
  const chunks = order()
  chunks.admit(1, 0)
  chunks.admit(1, 1)
  chunks.admit(1, 2)
  expect(short(chunks.settle(1, 2, 'c'))).toEqual([])
  expect(short(chunks.settle(1, 0, 'a'))).toEqual(['1.0 a'])
  expect(short(chunks.settle(1, 1, 'b'))).toEqual(['1.1 b', '1.2 c'])
})

test('one that can’t be decoded is skipped', () => {
  const chunks = order()
  chunks.admit(1, 0)
  chunks.admit(1, 1)
  chunks.settle(1, 1, 'b')
  expect(short(chunks.settle(1, 0, null))).toEqual(['1.1 b'])
})

test('the end comes after the last chunk', () => {
  const chunks = order()
  chunks.admit(1, 0)
  expect(short(chunks.end(1))).toEqual([])
  expect(short(chunks.settle(1, 0, 'a'))).toEqual(['1.0 a', 'end 1'])
  expect(chunks.admit(1, 1)).toBe(false)
})

test('an epoch without chunks has only an end', () => {
  expect(short(order().end(7))).toEqual(['end 7'])
})

describe('a dead epoch', () => {
  test('takes no chunk, and gives none that was decoding', () => {
    const chunks = order()
    chunks.admit(1, 0)
    chunks.admit(2, 0)
    chunks.silence(1)
    expect(chunks.settle(1, 0, 'late')).toEqual([])
    expect(chunks.admit(1, 1)).toBe(false)
    expect(chunks.admit(0, 0)).toBe(false)
    expect(short(chunks.settle(2, 0, 'new'))).toEqual(['2.0 new'])
  })

  test('has no end either', () => {
    const chunks = order()
    chunks.silence(3)
    expect(chunks.end(3)).toEqual([])
  })
})

test('a newer epoch closes the one before it, even without an end', () => {
  const chunks = order()
  chunks.admit(1, 0)
  chunks.admit(2, 0)
  expect(short(chunks.settle(2, 0, 'b'))).toEqual([])
  expect(short(chunks.settle(1, 0, 'a'))).toEqual(['1.0 a', 'end 1', '2.0 b'])
  expect(chunks.admit(1, 1)).toBe(false)
})

test('the same chunk twice, or one whose turn has passed, is refused', () => {
  const chunks = order()
  expect(chunks.admit(1, 5)).toBe(true)
  expect(chunks.admit(1, 5)).toBe(false)
  chunks.settle(1, 5, 'a')
  expect(chunks.admit(1, 4)).toBe(false)
  expect(chunks.admit(1, 6)).toBe(true)
})

test('whatever comes in whatever order: what goes on is in order, whole, and never of a dead epoch', () => {
  const event = fc.oneof(
    fc.record({ type: fc.constant('settle' as const), pick: fc.nat(), fails: fc.boolean() }),
    fc.record({ type: fc.constant('admit' as const) }),
    fc.record({ type: fc.constant('epoch' as const) }),
    fc.record({ type: fc.constant('silence' as const) }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const chunks = order()
      const open: [number, number][] = []
      const out: [number, number][] = []
      let [epoch, seq, dead] = [1, 0, 0]
      const take = (released: Released<string>[]) => {
        for (const each of released) {
          if (each.type !== 'chunk') continue
          expect(each.epoch).toBeGreaterThan(dead)
          out.push([each.epoch, each.seq])
        }
      }
      for (const each of events) {
        if (each.type === 'admit' && chunks.admit(epoch, seq)) open.push([epoch, seq++])
        if (each.type === 'epoch') [epoch, seq] = [epoch + 1, 0]
        if (each.type === 'silence') {
          dead = epoch
          chunks.silence(dead)
        }
        if (each.type === 'settle' && open.length > 0) {
          const [[number, index]] = open.splice(each.pick % open.length, 1) as [[number, number]]
          take(chunks.settle(number, index, each.fails ? null : 'x'))
        }
      }
      const sorted = out.toSorted(([a, b], [c, d]) => a - c || b - d)
      expect(out).toEqual(sorted)
    }),
  )
})
