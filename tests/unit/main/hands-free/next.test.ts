import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INITIAL_HANDS_FREE, nextHandsFree, snapshotOf } from '../../../../src/main/hands-free/next.ts'
import type { HandsFreeEffect, HandsFreeEvent, HandsFreeState } from '../../../../src/main/hands-free/next.ts'
import { failure } from '../../../../src/shared/failure.ts'

const RULES = { bargeIn: true, offAfterMs: 600_000 }
const BROKEN = failure('MIC_DENIED', 'no')
const ON: HandsFreeEvent[] = [{ type: 'set', on: true, rules: RULES }, { type: 'ready' }]

/** Runs events, one a second, and gives what they led to. */
function run(events: readonly HandsFreeEvent[], rules = RULES) {
  let state: HandsFreeState = { ...INITIAL_HANDS_FREE, rules }
  const effects: HandsFreeEffect[] = []
  let now = 0
  for (const event of events) {
    const step = nextHandsFree(state, event, now)
    state = step.state
    effects.push(...step.effects)
    now += 1000
  }
  /** Without the clock of silence, which has tests of its own. */
  const names = effects
    .filter(({ type }) => type !== 'set-timer' && type !== 'clear-timer')
    .map((effect) => (effect.type === 'listen' ? `listen ${effect.on}` : effect.type))
  return { state, effects, names, snapshot: snapshotOf(state) }
}

const speech = (type: 'started' | 'confirmed' | 'ended' | 'misfired', id = 1): HandsFreeEvent => ({
  type: `speech-${type}`,
  speech: id,
})
const answering = (is: boolean): HandsFreeEvent => ({ type: 'answering', is })

describe('turning it on and off', () => {
  it('is off until asked for, and waits for the detector', () => {
    expect(run([]).snapshot).toEqual({ on: false, state: 'off', problem: null })
    expect(run(ON.slice(0, 1)).snapshot).toEqual({ on: true, state: 'starting', problem: null })
    expect(run(ON)).toMatchObject({ names: ['listen true'], snapshot: { on: true, state: 'waiting' } })
  })

  it('takes no speech while it is off or starting', () => {
    expect(run([speech('started')]).names).toEqual([])
    expect(run([...ON.slice(0, 1), speech('started')]).names).toEqual(['listen true'])
  })

  it('throws away what is being said when the person turns it off', () => {
    const off = run([...ON, speech('started'), { type: 'set', on: false, rules: RULES }])
    expect(off.names).toEqual(['listen true', 'start', 'cancel', 'listen false'])
    expect(off.snapshot).toEqual({ on: false, state: 'off', problem: null })
  })

  it('goes off with a word when the computer is locked, and stays quiet when it was off', () => {
    expect(run([...ON, { type: 'away' }])).toMatchObject({
      names: ['listen true', 'listen false', 'notice'],
      snapshot: { on: false, problem: { code: 'HANDS_FREE_ENDED' } },
    })
    expect(run([{ type: 'away' }]).names).toEqual([])
  })

  it('ends when the microphone fails, and sends what was said until then', () => {
    const failed = run([...ON, speech('started'), { type: 'failed', failure: BROKEN }])
    expect(failed.names).toEqual(['listen true', 'start', 'stop', 'listen false', 'notice'])
    expect(failed.snapshot).toEqual({ on: false, state: 'off', problem: BROKEN })
  })

  it('forgets its problem when it is turned on again', () => {
    expect(run([...ON, { type: 'failed', failure: BROKEN }, ...ON.slice(0, 1)]).snapshot.problem).toBeNull()
  })

  it('listens again by itself when the audio window is back', () => {
    expect(run([...ON, { type: 'lost' }]).snapshot.state).toBe('starting')
    expect(run([...ON, { type: 'lost' }, { type: 'ready' }]).snapshot.state).toBe('waiting')
  })
})

describe('speech', () => {
  it('is a segment from its beginning to its end', () => {
    const hearing = run([...ON, speech('started')])
    expect(hearing.snapshot.state).toBe('hearing')
    expect(hearing.effects).toContainEqual({ type: 'start', speech: 1 })
    const ended = run([...ON, speech('started'), speech('confirmed'), speech('ended')])
    expect(ended.names).toEqual(['listen true', 'start', 'stop'])
    expect(ended.snapshot.state).toBe('waiting')
  })

  it('that is none after all is thrown away', () => {
    expect(run([...ON, speech('started'), speech('misfired')]).names).toEqual([
      'listen true',
      'start',
      'cancel',
    ])
  })

  it('waits for the last frame of the segment before', () => {
    const events = [...ON, speech('started'), speech('ended'), speech('started', 2)]
    expect(run(events).names).toEqual(['listen true', 'start', 'stop'])
    expect(run([...events, { type: 'segment-over' }]).names).toEqual([
      'listen true',
      'start',
      'stop',
      'start',
    ])
  })

  it('that can not be sent ends it: the person is told once, not with each word', () => {
    const refused = run([...ON, speech('started'), { type: 'refused', failure: failure('OUTBOX_FULL', '') }])
    expect(refused.snapshot).toMatchObject({ on: false, problem: { code: 'OUTBOX_FULL' } })
    expect(refused.names.filter((name) => name === 'notice')).toHaveLength(1)
  })
})

describe('while an answer is made or played', () => {
  it('stops it only for what is surely speech', () => {
    expect(run([...ON, answering(true), speech('started')]).names).toEqual(['listen true'])
    expect(run([...ON, answering(true), speech('started'), speech('misfired')]).names).toEqual([
      'listen true',
    ])
    expect(run([...ON, answering(true), speech('started'), speech('confirmed')]).names).toEqual([
      'listen true',
      'start',
    ])
  })

  it('stops nothing when the person wants it so, and listens when the answer is over', () => {
    const rules = { ...RULES, bargeIn: false }
    const begun: HandsFreeEvent[] = [
      { type: 'set', on: true, rules },
      { type: 'ready' },
      answering(true),
      speech('started'),
      speech('confirmed'),
    ]
    expect(run(begun).names).toEqual(['listen true'])
    expect(run([...begun, answering(false)]).names).toEqual(['listen true', 'start'])
  })

  it('keeps the beginning of what was said across the end of the answer', () => {
    expect(run([...ON, answering(true), speech('started'), answering(false)]).names).toEqual([
      'listen true',
      'start',
    ])
  })
})

describe('the talk key', () => {
  it('takes an open segment over: only its release ends it', () => {
    const held = run([...ON, speech('started'), { type: 'key-down' }, speech('ended')])
    expect(held.names).toEqual(['listen true', 'start'])
    expect(held.snapshot.state).toBe('waiting')
  })

  it('keeps speech from opening a segment beside its own', () => {
    expect(run([...ON, { type: 'key-down' }, speech('started'), speech('confirmed')]).names).toEqual([
      'listen true',
    ])
  })

  it('takes what is said along when it is let go: it is not said twice', () => {
    const events: HandsFreeEvent[] = [
      ...ON,
      { type: 'key-down' },
      speech('started'),
      { type: 'segment-over' },
      speech('confirmed'),
    ]
    expect(run(events).names).toEqual(['listen true', 'rearm'])
    expect(run([...events, speech('started', 2)]).names).toEqual(['listen true', 'rearm', 'start'])
  })

  it('works when hands-free is off', () => {
    expect(run([{ type: 'key-down' }, { type: 'segment-over' }]).names).toEqual([])
  })
})

describe('the clock of silence', () => {
  const timers = (events: readonly HandsFreeEvent[]): (number | 'clear')[] =>
    run(events).effects.flatMap((effect) => {
      if (effect.type === 'set-timer') return effect.ms
      return effect.type === 'clear-timer' ? 'clear' : []
    })

  it('runs from the moment it listens, and ends it', () => {
    expect(timers(ON)).toEqual([600_000])
    expect(run([...ON, { type: 'idle' }]).snapshot).toMatchObject({
      on: false,
      problem: { code: 'HANDS_FREE_ENDED' },
    })
  })

  it('stands still while somebody speaks or an answer plays, and begins anew after', () => {
    const spoken = [...ON, speech('started'), speech('ended'), { type: 'segment-over' } as const]
    expect(timers([...spoken.slice(0, 4)])).toEqual([600_000, 'clear'])
    // The last event is a second after the end of the speech.
    expect(timers(spoken)).toEqual([600_000, 'clear', 599_000])
    expect(timers([...ON, answering(true), answering(false)])).toEqual([600_000, 'clear', 600_000])
  })

  it('is not set back by a sound that was no speech', () => {
    const noise = [...ON, speech('started'), speech('misfired'), { type: 'segment-over' } as const]
    expect(timers(noise).at(-1)).toBe(597_000)
  })

  it('never runs when the person wants it to stay on', () => {
    const rules = { ...RULES, offAfterMs: null }
    expect(run([{ type: 'set', on: true, rules }, { type: 'ready' }]).effects).toEqual([
      { type: 'listen', on: true },
    ])
  })
})

describe('whatever happens', () => {
  const event: fc.Arbitrary<HandsFreeEvent> = fc.oneof(
    fc.boolean().map((on): HandsFreeEvent => ({ type: 'set', on, rules: RULES })),
    fc.boolean().map((bargeIn): HandsFreeEvent => ({ type: 'rules', rules: { ...RULES, bargeIn } })),
    fc.constantFrom<HandsFreeEvent>(
      { type: 'ready' },
      { type: 'ready' },
      { type: 'lost' },
      { type: 'failed', failure: BROKEN },
      { type: 'away' },
      { type: 'idle' },
      { type: 'key-down' },
      { type: 'segment-over' },
      { type: 'segment-over' },
      { type: 'refused', failure: BROKEN },
    ),
    fc.boolean().map(answering),
    fc
      .tuple(fc.constantFrom('started', 'started', 'confirmed', 'ended', 'misfired'), fc.nat({ max: 2 }))
      .map(([type, id]) => speech(type as 'started', id)),
  )

  it('opens one segment at a time, stops no answer for a maybe, and is consistent', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60, size: 'max' }), (events) => {
        let state = INITIAL_HANDS_FREE
        let mine = false
        for (const [index, each] of [...ON, ...events].entries()) {
          const before = state
          const step = nextHandsFree(state, each, index)
          state = step.state
          // A key or the recorder takes the segment away from us.
          if (each.type === 'key-down' || each.type === 'segment-over') mine = false
          for (const effect of step.effects) {
            if (effect.type === 'start') {
              assert(!mine)
              assert(before.segment === 'none' || each.type === 'segment-over')
              if (state.isAnswering) assert(state.rules.bargeIn && state.speech?.isSure)
              mine = true
            }
            if (effect.type === 'stop' || effect.type === 'cancel') {
              assert(mine)
              mine = false
            }
          }
          assert.equal(state.segment === 'speech', mine)
          if (state.phase === 'off') {
            assert.equal(state.speech, null)
            assert(!state.isTicking)
          }
        }
      }),
      { numRuns: 3000 },
    )
  })
})
