import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DOUBLE_TAP_MS,
  initialGesture,
  nextGesture,
  PRESS_DEBOUNCE_MS,
  PULSE_REPEAT_MS,
  RELEASE_GRACE_MS,
  REPEAT_GAP_MS,
  TAP_MS,
} from '../../../../src/main/hotkey/gesture.ts'
import type {
  GestureEffect,
  GestureEvent,
  GestureMode,
  GestureTimer,
} from '../../../../src/main/hotkey/gesture.ts'
import { MAX_SEGMENT_MS } from '../../../../src/shared/live-api/audio-format.ts'

/** The machine with a clock and the timers that it asks for. */
class Bench {
  now = 10_000
  readonly log: string[] = []
  readonly effects: GestureEffect[] = []
  readonly timers = new Map<GestureTimer, number>()
  #state

  constructor(mode: GestureMode = 'hold') {
    this.#state = initialGesture(mode)
  }

  get talking(): boolean {
    return this.#state.talk !== null
  }

  send(event: GestureEvent): this {
    const step = nextGesture(this.#state, event, this.now)
    this.#state = step.state
    for (const effect of step.effects) {
      this.effects.push(effect)
      if (effect.type === 'set-timer') this.timers.set(effect.timer, this.now + effect.ms)
      else if (effect.type === 'clear-timer') this.timers.delete(effect.timer)
      else this.log.push(Object.values(effect).join(' '))
    }
    return this
  }

  wait(ms: number): this {
    const end = this.now + ms
    for (;;) {
      const due = [...this.timers].filter(([, at]) => at <= end).sort((a, b) => a[1] - b[1])[0]
      if (!due) break
      this.timers.delete(due[0])
      this.now = due[1]
      this.send({ type: 'timer', timer: due[0] })
    }
    this.now = end
    return this
  }

  down(chord = true): this {
    return this.send({ type: 'key-down', at: this.now, chord })
  }

  up(): this {
    return this.send({ type: 'key-up', at: this.now })
  }

  /** X server style: first repeat after 660 ms, then each 40 ms. */
  hold(ms: number, chord = true): this {
    const end = this.now + ms
    this.down(chord).wait(Math.min(660, ms))
    while (this.now + 40 <= end) this.down(chord).wait(40)
    return this.wait(end - this.now)
  }
}

const hold = () => new Bench('hold')
const toggle = () => new Bench('toggle')

describe('hold', () => {
  it('talks while the key is down', () => {
    const bench = hold().hold(900)
    expect(bench.log).toEqual(['talk-start 1'])
    bench.up().wait(RELEASE_GRACE_MS)
    expect(bench.log).toEqual(['talk-start 1', 'talk-stop 1 released'])
  })

  it('starts at once, not after it has become clear whether it is a tap', () => {
    expect(hold().down().log).toEqual(['talk-start 1'])
  })

  it('latches with a tap, and stops with the next press', () => {
    const bench = hold()
      .down()
      .wait(TAP_MS - 1)
      .up()
      .wait(5000)
    expect(bench.log).toEqual(['talk-start 1', 'talk-latched 1'])
    bench.down()
    expect(bench.log.at(-1)).toBe('talk-stop 1 pressed')
    bench.wait(3000).up().wait(1000)
    expect(bench.log).toHaveLength(3)
  })

  it('measures a tap by the time of the events and not of their arrival', () => {
    const bench = hold().send({ type: 'key-down', at: 500, chord: true }).wait(400)
    bench.send({ type: 'key-up', at: 500 + TAP_MS - 1 }).wait(RELEASE_GRACE_MS)
    expect(bench.log).toEqual(['talk-start 1', 'talk-latched 1'])
  })

  it('goes on when the modifiers are let go first', () => {
    const bench = hold().hold(400)
    for (let repeat = 0; repeat < 20; repeat++) bench.down(false).wait(40)
    expect(bench.log).toEqual(['talk-start 1'])
    expect(bench.up().wait(RELEASE_GRACE_MS).log.at(-1)).toBe('talk-stop 1 released')
  })

  it('leaves the key without its modifiers to others', () => {
    expect(hold().down(false).wait(50).up().wait(1000).down(false).log).toEqual([])
  })
})

describe('toggle', () => {
  it('starts and stops with presses, and never with a release', () => {
    const bench = toggle().hold(1000).up().wait(3000)
    expect(bench.log).toEqual(['talk-start 1'])
    bench.down()
    expect(bench.log).toEqual(['talk-start 1', 'talk-stop 1 pressed'])
    bench.wait(1000).up().wait(1000)
    expect(bench.log).toHaveLength(2)
  })
})

/** Down and up again; the grace of the release passes before anything else does. */
const tap = (bench: Bench, ms = 100) => bench.down().wait(ms).up().wait(RELEASE_GRACE_MS)

describe('a double tap', () => {
  it('throws away what the first tap began, and switches hands-free', () => {
    for (const bench of [hold(), toggle()]) {
      tap(tap(bench).wait(100))
      expect(bench.log.filter((line) => !line.startsWith('talk-latched'))).toEqual([
        'talk-start 1',
        'talk-cancel 1 double-tap',
        'hands-free',
      ])
      expect(bench.timers.size).toBe(0)
    }
  })

  it('begins with the first press like any talk, so that no syllable is lost to waiting for the second', () => {
    expect(hold().down().log).toEqual(['talk-start 1'])
    expect(tap(hold()).wait(5000).log).toEqual(['talk-start 1', 'talk-latched 1'])
  })

  it('is two taps that are slower than that: one talk, sent', () => {
    const bench = tap(hold()).wait(DOUBLE_TAP_MS - 100 - RELEASE_GRACE_MS + 1)
    expect(tap(bench).log).toEqual(['talk-start 1', 'talk-latched 1', 'talk-stop 1 pressed'])
  })

  it('is none when the second press is held: it is the same talk, and all of it is sent', () => {
    const bench = tap(hold()).wait(100).hold(900).up().wait(RELEASE_GRACE_MS)
    expect(bench.log).toEqual(['talk-start 1', 'talk-latched 1', 'talk-stop 1 released'])
  })

  it('sends what was said before, when it comes at the end of a latched talk', () => {
    const bench = tap(hold()).wait(5000)
    tap(tap(bench).wait(100))
    expect(bench.log.slice(2)).toEqual([
      'talk-stop 1 pressed',
      'talk-start 2',
      'talk-cancel 2 double-tap',
      'hands-free',
    ])
  })

  it('is over with its second tap: a third begins anew', () => {
    const bench = tap(tap(hold()).wait(50)).wait(50)
    expect(tap(bench).log.slice(-3)).toEqual(['hands-free', 'talk-start 2', 'talk-latched 2'])
  })

  it('is known from the button too, and not from one press of each', () => {
    const click = (bench: Bench) =>
      bench.send({ type: 'button-down' }).wait(80).send({ type: 'button-up' }).wait(80)
    expect(click(click(hold())).log.at(-1)).toBe('hands-free')
    expect(click(tap(hold()).wait(50)).log).toEqual(['talk-start 1', 'talk-latched 1', 'talk-stop 1 pressed'])
  })

  it('does nothing while a key is being recorded', () => {
    const bench = hold().send({ type: 'suspended', suspended: true })
    expect(tap(tap(bench).wait(80)).log).toEqual([])
  })
})

describe('asked for without a press', () => {
  it('starts once, and stops', () => {
    const bench = hold().send({ type: 'start' }).send({ type: 'start' }).wait(2000).send({ type: 'stop' })
    expect(bench.send({ type: 'stop' }).send({ type: 'cancel' }).log).toEqual([
      'talk-start 1',
      'talk-stop 1 asked',
    ])
  })

  it('throws a held talk away; what is left of the hold means nothing', () => {
    const bench = hold().hold(700).send({ type: 'cancel' })
    for (let repeat = 0; repeat < 20; repeat++) bench.down().wait(40)
    bench.up().wait(1000)
    expect(bench.log).toEqual(['talk-start 1', 'talk-cancel 1 asked'])
    expect(bench.down().log.at(-1)).toBe('talk-start 2')
  })

  it('throws a latched talk away', () => {
    expect(tap(hold()).wait(900).send({ type: 'cancel' }).log.at(-1)).toBe('talk-cancel 1 asked')
  })
})

describe('auto-repeat', () => {
  it('is one press, however long the key is held', () => {
    for (const bench of [hold(), toggle()]) expect(bench.hold(20_000).log).toEqual(['talk-start 1'])
  })

  it('is one press even as pairs of up and down', () => {
    for (const bench of [hold(), toggle()]) {
      bench.down().wait(660)
      for (let repeat = 0; repeat < 65; repeat++) bench.up().down().wait(40)
      expect(bench.log).toEqual(['talk-start 1'])
      bench.up().wait(RELEASE_GRACE_MS)
      expect(bench.talking).toBe(bench.log.length === 1)
    }
  })

  it('is one press when an X server delivers all repeats at the end, in one burst', () => {
    const bench = hold().down()
    const pressed = bench.now
    bench.wait(8000)
    for (let at = pressed + 660; at < pressed + 8000; at += 40)
      bench.send({ type: 'key-down', at, chord: true })
    expect(bench.log).toEqual(['talk-start 1'])
    expect(bench.up().wait(RELEASE_GRACE_MS).log).toEqual(['talk-start 1', 'talk-stop 1 released'])
  })
})

describe('a key-up that was lost', () => {
  it('is noticed by the next press, which ends the talk and starts another', () => {
    const bench = hold()
      .hold(1000)
      .wait(REPEAT_GAP_MS + 1)
      .down()
    expect(bench.log).toEqual(['talk-start 1', 'talk-stop 1 released', 'talk-start 2'])
  })

  it('is noticed when the key is used for typing', () => {
    const bench = hold()
      .down()
      .wait(REPEAT_GAP_MS + 1)
      .down(false)
    expect(bench.log).toEqual(['talk-start 1', 'talk-stop 1 released'])
  })
})

describe('debouncing', () => {
  it('drops a press that comes too soon after the last', () => {
    const bench = hold()
      .send({ type: 'pulse' })
      .wait(PRESS_DEBOUNCE_MS - 1)
      .down()
    expect(bench.log).toEqual(['talk-start 1'])
  })

  it('takes a bouncing contact for one press', () => {
    const bench = hold().down().wait(3).up().wait(3).down().wait(3).up().wait(3).down().wait(600)
    expect(bench.log).toEqual(['talk-start 1'])
    expect(bench.up().wait(RELEASE_GRACE_MS).log.at(-1)).toBe('talk-stop 1 released')
  })
})

describe('a driver without key-up', () => {
  it('toggles, in hold mode too', () => {
    const bench = hold().send({ type: 'pulse' }).wait(2000).send({ type: 'pulse' })
    expect(bench.log).toEqual(['talk-start 1', 'talk-stop 1 pressed'])
  })

  it('does not toggle with the repeats of a held key', () => {
    const bench = toggle().send({ type: 'pulse' }).wait(660)
    for (let repeat = 0; repeat < 100; repeat++) bench.send({ type: 'pulse' }).wait(40)
    expect(bench.log).toEqual(['talk-start 1'])
    bench.wait(PULSE_REPEAT_MS).send({ type: 'pulse' })
    expect(bench.log.at(-1)).toBe('talk-stop 1 pressed')
  })
})

describe('the button on the screen', () => {
  it('knows the same gestures', () => {
    const bench = hold().send({ type: 'button-down' }).wait(800).send({ type: 'button-up' })
    expect(bench.log).toEqual(['talk-start 1', 'talk-stop 1 released'])
    bench.send({ type: 'button-down' }).wait(100).send({ type: 'button-up' })
    expect(bench.log.at(-1)).toBe('talk-latched 2')
  })

  it('ends what the key has latched, and not what the key holds', () => {
    expect(hold().down().wait(100).up().wait(500).send({ type: 'button-down' }).log.at(-1)).toBe(
      'talk-stop 1 pressed',
    )
    expect(hold().down().wait(500).send({ type: 'button-down' }).send({ type: 'button-up' }).log).toEqual([
      'talk-start 1',
    ])
  })
})

describe('what ends a talk besides the key', () => {
  it('the loss of the driver', () => {
    expect(hold().down().wait(500).send({ type: 'driver-lost' }).log.at(-1)).toBe('talk-stop 1 driver-lost')
    expect(hold().down().wait(500).send({ type: 'driver-lost' }).wait(100).down().log.at(-1)).toBe(
      'talk-start 2',
    )
  })

  it('the longest segment', () => {
    const bench = hold().down().wait(100).up().wait(MAX_SEGMENT_MS)
    expect(bench.log).toEqual(['talk-start 1', 'talk-latched 1', 'talk-stop 1 watchdog'])
    expect(bench.timers.size).toBe(0)
  })

  it('a new binding', () => {
    const bench = hold().down().wait(500).send({ type: 'configured', mode: 'toggle' })
    expect(bench.log.at(-1)).toBe('talk-stop 1 reconfigured')
  })

  it('the recording of a key in the settings, which also keeps new ones from starting', () => {
    const bench = hold().down().wait(100).up().wait(200).send({ type: 'suspended', suspended: true })
    expect(bench.log.at(-1)).toBe('talk-cancel 1 suspended')
    bench.down().wait(500).up().wait(500).send({ type: 'pulse' }).send({ type: 'button-down' })
    expect(bench.log).toHaveLength(3)
    bench.send({ type: 'button-up' }).send({ type: 'suspended', suspended: false }).wait(1000).down()
    expect(bench.log.at(-1)).toBe('talk-start 2')
  })

  it('the consumer, after which the next press starts and does not stop', () => {
    const bench = hold().down().wait(100).up().wait(500).send({ type: 'ended' }).wait(500).down()
    expect(bench.log).toEqual(['talk-start 1', 'talk-latched 1', 'talk-start 2'])
  })
})

describe('for every sequence of events', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('key-down' as const), chord: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('key-up' as const) }) },
    fc.record({ type: fc.constantFrom('pulse' as const, 'start' as const, 'stop' as const) }),
    fc.record({ type: fc.constant('cancel' as const) }),
    fc.record({ type: fc.constant('button-down' as const) }),
    fc.record({ type: fc.constant('button-up' as const) }),
    fc.record({ type: fc.constant('driver-lost' as const) }),
    fc.record({ type: fc.constant('ended' as const) }),
    fc.record({ type: fc.constant('suspended' as const), suspended: fc.boolean() }),
    fc.record({
      type: fc.constant('configured' as const),
      mode: fc.constantFrom('hold' as const, 'toggle' as const),
    }),
    fc.record({
      type: fc.constant('timer' as const),
      timer: fc.constantFrom('release' as const, 'watchdog' as const),
    }),
  )
  const script = fc.array(fc.tuple(step, fc.nat({ max: 3000 })), { maxLength: 60 })

  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

  function play(mode: GestureMode, steps: readonly (readonly [Step, number])[]) {
    const bench = new Bench(mode)
    /** Whether a talk was on after each event. */
    const talking: boolean[] = []
    for (const [event, pause] of steps) {
      const timed = event.type === 'key-down' || event.type === 'key-up'
      bench.send(timed ? { ...event, at: bench.now } : event)
      talking.push(bench.talking)
      bench.wait(pause)
    }
    return { bench, talking }
  }

  const mode = fc.constantFrom('hold' as const, 'toggle' as const)

  it('starts and ends alternate, each end with the id of its start', () => {
    fc.assert(
      fc.property(mode, script, (kind, steps) => {
        // `ended` is the one way in which a talk ends without an effect: the consumer said so itself.
        const { bench } = play(
          kind,
          steps.filter(([event]) => event.type !== 'ended'),
        )
        let open: number | null = null
        for (const effect of bench.effects) {
          if (effect.type === 'talk-start') {
            expect(open).toBeNull()
            open = effect.id
          } else if (effect.type === 'talk-stop' || effect.type === 'talk-cancel') {
            expect(effect.id).toBe(open)
            open = null
          } else if (effect.type === 'talk-latched') {
            expect(effect.id).toBe(open)
          }
        }
        expect(bench.talking).toBe(open !== null)
      }),
    )
  })

  it('nothing is sent of a talk that was cancelled or turned out to be a double tap', () => {
    fc.assert(
      fc.property(mode, script, (kind, steps) => {
        const { bench } = play(kind, steps)
        const ids = (type: GestureEffect['type']) =>
          bench.effects.flatMap((effect) => (effect.type === type && 'id' in effect ? [effect.id] : []))
        const cancelled = new Set(ids('talk-cancel'))
        expect(ids('talk-stop').filter((id) => cancelled.has(id))).toEqual([])
        // Hands-free comes right after the cancelling of what the taps began, and from nothing else.
        bench.effects.forEach((effect, index) => {
          if (effect.type !== 'hands-free') return
          expect(bench.effects[index - 1]).toMatchObject({ type: 'talk-cancel', reason: 'double-tap' })
        })
      }),
    )
  })

  it('one hold is one talk, whatever bounces and repeats, and whichever modifier goes first', () => {
    const bounce = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 })
    const held = fc.integer({ min: TAP_MS + 200, max: 9000 })
    fc.assert(
      fc.property(bounce, held, bounce, fc.boolean(), (pressing, ms, releasing, isChordLost) => {
        const bench = hold().down()
        for (const pause of pressing) bench.wait(pause).up().wait(pause).down()
        bench.hold(ms, !isChordLost)
        for (const pause of releasing) bench.up().wait(pause).down(false).wait(pause)
        bench.up().wait(RELEASE_GRACE_MS)
        expect(bench.log).toEqual(['talk-start 1', 'talk-stop 1 released'])
      }),
    )
  })

  it('two taps are hands-free exactly when their presses are close enough, and never a turn then', () => {
    const short = fc.integer({ min: PRESS_DEBOUNCE_MS, max: TAP_MS - 1 })
    const pause = fc.integer({ min: RELEASE_GRACE_MS + 1, max: 1500 })
    fc.assert(
      fc.property(mode, short, pause, short, (kind, first, between, second) => {
        const bench = new Bench(kind).down().wait(first).up().wait(between).down().wait(second).up().wait(200)
        const isDouble = first + between <= DOUBLE_TAP_MS
        expect(bench.log.includes('hands-free')).toBe(isDouble)
        expect(bench.log.some((line) => line.startsWith('talk-stop'))).toBe(!isDouble)
      }),
    )
  })

  it('no talk outlives the loss of the driver, and none starts while suspended', () => {
    fc.assert(
      fc.property(mode, script, (kind, steps) => {
        const { talking } = play(kind, steps)
        let suspended = false
        steps.forEach(([event], index) => {
          if (event.type === 'suspended') suspended = event.suspended
          if (suspended || event.type === 'driver-lost') expect(talking[index]).toBe(false)
        })
      }),
    )
  })

  it('a talk always has a watchdog, and without one no timer is left after the last release', () => {
    fc.assert(
      fc.property(mode, script, (kind, steps) => {
        const { bench } = play(
          kind,
          steps.filter(([event]) => event.type !== 'timer'),
        )
        expect(bench.timers.has('watchdog')).toBe(bench.talking)
        bench.wait(MAX_SEGMENT_MS + 1)
        expect(bench.talking).toBe(false)
        expect(bench.timers.size).toBe(0)
      }),
    )
  })

  it('a held key never toggles, at whatever rate it repeats and with whatever jitter', () => {
    const repeats = fc.array(fc.integer({ min: 1, max: REPEAT_GAP_MS }), { maxLength: 80 })
    fc.assert(
      fc.property(mode, repeats, fc.boolean(), (kind, gaps, pairs) => {
        const bench = new Bench(kind).down()
        for (const gap of gaps) {
          bench.wait(gap)
          if (pairs) bench.up()
          bench.down()
        }
        expect(bench.log).toEqual(['talk-start 1'])
      }),
    )
  })
})
