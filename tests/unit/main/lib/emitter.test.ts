import { describe, expect, it } from 'vitest'
import { Emitter } from '../../../../src/main/lib/emitter.ts'

describe('Emitter', () => {
  it('tells each listener until it has had enough', () => {
    const emitter = new Emitter<{ grown: [by: number, to: number] }>()
    const heard: string[] = []
    const stop = emitter.on('grown', (by, to) => heard.push(`${by} ${to}`))
    emitter.emit('grown', 1, 2)
    stop()
    stop()
    emitter.emit('grown', 3, 4)
    expect(heard).toEqual(['1 2'])
    expect(emitter.count('grown')).toBe(0)
  })

  it('has no names with a meaning of their own', () => {
    const emitter = new Emitter<{ error: [problem: string] }>()
    expect(() => emitter.emit('error', 'nobody listens')).not.toThrow()
  })
})
