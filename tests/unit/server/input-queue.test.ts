import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputQueue } from '../../../src/server/input-queue.ts'

describe('the input queue', () => {
  it('answers what there was no room for in its place', () => {
    const queue = new InputQueue<string>(2, 1000)
    for (const input of ['a', 'b', 'c', 'd']) queue.add(input, 1)
    expect(queue.take()).toEqual({ kind: 'input', input: 'a' })
    queue.add('e', 1)
    const rest = Array.from({ length: 5 }, () => queue.take())
    const busy = { kind: 'busy' }
    expect(rest).toEqual([{ kind: 'input', input: 'b' }, busy, busy, { kind: 'input', input: 'e' }, null])
  })

  it('bounds bytes too, but one input always fits', () => {
    const queue = new InputQueue<string>(10, 100)
    queue.add('huge', 500)
    queue.add('small', 1)
    expect(queue.take()).toEqual({ kind: 'input', input: 'huge' })
    expect(queue.take()).toEqual({ kind: 'busy' })
    queue.add('x', 60)
    queue.add('y', 60)
    expect(queue.take()).toEqual({ kind: 'input', input: 'x' })
    expect(queue.take()).toEqual({ kind: 'busy' })
  })

  it('every input gets exactly one answer, in order, and memory stays bounded', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (steps) => {
        const queue = new InputQueue<number>(4, 1e9)
        let [added, answered, latest] = [0, 0, -1]
        const check = (taken: ReturnType<typeof queue.take>): void => {
          if (!taken) return
          if (taken.kind === 'input') expect(taken.input).toBe(answered)
          if (taken.kind === 'input') expect(taken.input).toBeGreaterThan(latest)
          if (taken.kind === 'input') latest = taken.input
          answered += 1
        }
        for (const isAdd of steps) {
          if (isAdd) queue.add(added++, 1)
          else check(queue.take())
          expect(queue.size).toBeLessThanOrEqual(9)
        }
        while (queue.size > 0) check(queue.take())
        expect(answered).toBe(added)
      }),
    )
  })
})
