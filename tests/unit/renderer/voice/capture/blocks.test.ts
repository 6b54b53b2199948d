import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BlockCutter } from '../../../../../src/renderer/voice/capture/blocks.ts'

test('a stream in pieces of any length comes out whole, in blocks of one length', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 20 }),
      (length, pieces) => {
        const blocks: Float32Array[] = []
        const cutter = new BlockCutter(length, (block) => blocks.push(block))
        let at = 0
        for (const piece of pieces) {
          cutter.push(Float32Array.from({ length: piece }, (_, index) => at + index))
          at += piece
        }
        expect(blocks.every((block) => block.length === length)).toBe(true)
        const whole = Math.floor(at / length) * length
        expect(blocks.flatMap((block) => [...block])).toEqual(Array.from({ length: whole }, (_, i) => i))
      },
    ),
  )
})

test('after a gap, a block begins anew', () => {
  const blocks: number[][] = []
  const cutter = new BlockCutter(2, (block) => blocks.push([...block]))
  cutter.push(Float32Array.of(1))
  cutter.reset()
  cutter.push(Float32Array.of(2, 3))
  expect(blocks).toEqual([[2, 3]])
})
