import { describe, expect, it } from 'vitest'
import { Runner } from '../../../../src/main/live/runner.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'

describe('running a pure machine', () => {
  it('performs all effects of an event before the next event, also one that an effect brings about', () => {
    const seen: string[] = []
    const runner = new Runner<number, string, string>(
      0,
      (state, event: string) => ({ state: state + 1, effects: [`${event}1`, `${event}2`] }),
      (effect) => {
        seen.push(effect)
        if (effect === 'a1') runner.dispatch('b')
      },
      silentLog,
    )
    runner.dispatch('a')
    expect(seen).toEqual(['a1', 'a2', 'b1', 'b2'])
    expect(runner.state).toBe(2)
  })

  it('logs an effect that throws, without its secrets, and performs the others', () => {
    const seen: string[] = []
    const errors: unknown[] = []
    const runner = new Runner(
      0,
      (state: number, _event: string) => ({ state, effects: [{ type: 'bad' }, { type: 'good' }] }),
      (effect) => {
        if (effect.type === 'bad') throw new Error('abk_secretsecret')
        seen.push(effect.type)
      },
      { ...silentLog, error: (fields: object) => void errors.push(fields) },
    )
    runner.dispatch('x')
    expect(seen).toEqual(['good'])
    expect(errors).toHaveLength(1)
    expect(JSON.stringify(errors)).not.toContain('secretsecret')
  })
})
