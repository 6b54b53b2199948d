import { describe, expect, it } from 'vitest'
import { parseDuration, parseDurationZh } from '../../../../src/server/skills/durations.ts'
import { memoryStore, World } from './harness.ts'

const MINUTE = 60_000

describe('durations', () => {
  it.each([
    ['10 minutes', 10],
    ['a minute', 1],
    ['an hour', 60],
    ['half an hour', 30],
    ['an hour and a half', 90],
    ['1 hour and 30 minutes', 90],
    ['1 hour 30 minutes', 90],
    ['2 and a half minutes', 2.5],
    ['90 seconds', 1.5],
    ['a quarter of an hour', 15],
    ['10 minute', 10],
    ['1.5 hours', 90],
  ])('reads %j', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes * MINUTE)
  })

  it.each(['', 'minutes', 'ten', '5 miles', '5 minutes ago', '0 minutes'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull()
  })

  it.each([
    ['5分钟', 5],
    ['1个半小时', 90],
    ['半小时', 30],
    ['半个小时', 30],
    ['1小时30分钟', 90],
    ['90秒', 1.5],
    ['1刻钟', 15],
  ])('reads Chinese %j', (text, minutes) => {
    expect(parseDurationZh(text)).toBe(minutes * MINUTE)
  })
})

describe('timers', () => {
  it.each([
    ['Set a timer for ten minutes', 10, ''],
    ['Set a timer for five minutes.', 5, ''],
    ['Sett a timer for five minutes.', 5, ''],
    ['Can you set a timer for 5 minutes please?', 5, ''],
    ['set a ten minute timer', 10, ''],
    ['timer for 90 seconds', 1.5, ''],
    ['Set a pasta timer for eight minutes', 8, 'pasta'],
    ['Start a timer called tea for three minutes', 3, 'tea'],
    ['set a timer for 3 minutes called tea', 3, 'tea'],
    ['set a timer for an hour and a half', 90, ''],
    ['count down from 30 seconds', 0.5, ''],
    ['设置一个五分钟的计时器', 5, ''],
    ['定一个十分钟的闹钟', 10, ''],
  ])('%j rings after %d minutes', async (text, minutes, label) => {
    const world = new World()
    await world.ask(text)
    world.advance(minutes * MINUTE - 1)
    expect(world.rings).toEqual([])
    world.advance(1)
    expect(world.rings.map(({ timer, late }) => ({ label: timer.label, late }))).toEqual([
      { label, late: false },
    ])
    expect(world.armed).toBe(0)
  })

  it('shows as a tool call with its result', async () => {
    const events = await new World().events('Set a timer for five minutes.')
    expect(events.slice(0, 2)).toEqual([
      {
        type: 'tool_call',
        id: expect.any(String) as string,
        name: 'set_timer',
        args: { kind: 'timer', due_at: '2026-11-22T20:50:00.000Z' },
      },
      { type: 'tool_result', id: expect.any(String) as string, result: 'timer set' },
    ])
  })

  it('asks for the length and takes the answer', async () => {
    const world = new World()
    expect(await world.ask('Set a timer.')).toBe('For how long?')
    expect(await world.ask('Five minutes.')).toBe('Timer set for 5 minutes.')
  })

  it('tells how long is left, extends and cancels by name', async () => {
    const world = new World()
    await world.ask('Set a pasta timer for eight minutes')
    await world.ask('Set a timer for an hour')
    world.advance(MINUTE)
    expect(await world.ask('How long is left on the pasta timer?')).toBe('7 minutes left on the pasta timer.')
    expect(await world.ask('Add five minutes to the pasta timer')).toBe('Done. 12 minutes left.')
    expect(await world.ask('How long is left?')).toBe(
      'You have 2: the pasta timer with 12 minutes left; a timer with 59 minutes left.',
    )
    expect(await world.ask('Cancel the timer')).toMatch(/^You have 2: .* Say which one/)
    expect(await world.ask('cancel the one hour timer')).toBe('Timer cancelled.')
    expect(await world.ask('Cancel the pasta timer.')).toBe('Pasta timer cancelled.')
    expect(await world.ask('Cancel the timer')).toBe('There is no timer running.')
    world.advance(120 * MINUTE)
    expect(world.rings).toEqual([])
  })

  it('cancels all of a kind only', async () => {
    const world = new World()
    for (const text of ['timer for 1 minute', 'timer for 2 minutes', 'set an alarm for 6 pm'])
      await world.ask(text)
    expect(await world.ask('Cancel all timers')).toBe('2 timers cancelled.')
    expect(world.armed).toBe(1)
  })

  it.each([
    [
      'Remind me to call Mom in ten minutes',
      'I will remind you in 10 minutes, at 3:55 PM: call Mom.',
      'Here is your reminder: call Mom.',
    ],
    [
      'remind me in 10 minutes to take out the pizza',
      'I will remind you in 10 minutes, at 3:55 PM: take out the pizza.',
      'Here is your reminder: take out the pizza.',
    ],
    ['五分钟后提醒我关火', '好的，5 分钟后提醒你关火。', '提醒你：关火。'],
  ])('keeps the words of %j', async (text, answer, ring) => {
    const world = new World()
    expect(await world.ask(text)).toBe(answer)
    world.advance(10 * MINUTE)
    expect(world.rings.map((one) => one.text)).toEqual([ring])
  })

  it.each([
    ['set an alarm for 7:30 am', '2026-11-23T12:30'],
    ['set an alarm for seven thirty', '2026-11-23T00:30'],
    ['wake me up at 7', '2026-11-23T00:00'],
    ['set an alarm for tomorrow at 8', '2026-11-23T13:00'],
    ['set an alarm for half past six in the morning', '2026-11-23T11:30'],
    ['remind me at 6 pm to leave', '2026-11-22T23:00'],
    ['remind me to water the plants tomorrow at 9 am', '2026-11-23T14:00'],
  ])('%j is due at the right time', async (text, due) => {
    const [call] = await new World().events(text)
    expect(call).toMatchObject({ type: 'tool_call', args: { due_at: `${due}:00.000Z` } })
  })

  it('keeps timers apart by person', async () => {
    const world = new World()
    await world.ask('Set a timer for five minutes')
    expect(await world.ask('Cancel all timers', { username: 'ben' })).toBe('There is no timer running.')
    expect(world.armed).toBe(1)
  })

  it('re-arms after a restart, and rings late what came due meanwhile', async () => {
    const store = memoryStore()
    const before = new World({ store })
    await before.ask('Set a tea timer for 3 minutes')
    await before.ask('Set a timer for an hour')
    await before.assistant.close()

    const after = new World({ store })
    after.now = before.now + 10 * MINUTE
    await after.assistant.start()
    after.advance(0)
    expect(after.rings.map(({ text, late }) => ({ text, late }))).toEqual([
      { text: 'Your tea timer is done. I was not running when it was due, so this is late.', late: true },
    ])
    after.advance(50 * MINUTE)
    expect(after.rings).toHaveLength(2)
    expect(after.rings[1]).toMatchObject({ late: false, text: 'Your 1 hour timer is done.' })
    expect(store.values.get('timers')).toBe('[]')
  })

  it('waits longer than setTimeout can', async () => {
    const world = new World()
    await world.ask('Set a timer for 40 days')
    world.advance(39 * 1440 * MINUTE)
    expect(world.rings).toEqual([])
    world.advance(1440 * MINUTE)
    expect(world.rings).toHaveLength(1)
  })

  it('refuses what is on disk when it is not timers, and says so', async () => {
    const store = memoryStore()
    await store.put('timers', { not: 'a list' })
    const world = new World({ store })
    await world.assistant.start()
    expect(world.errors).toHaveLength(1)
    expect(world.counts).toEqual([0])
  })

  it('tells how many run, whoever set them, and only after the ring', async () => {
    const store = memoryStore()
    const seen: string[] = []
    const world = new World({
      store,
      onRing: () => seen.push('ring'),
      onTimers: (running) => seen.push(String(running)),
    })
    await world.assistant.start()
    await world.ask('Set a timer for one minute')
    await world.ask('Set a timer for five minutes', { username: 'ben' })
    world.advance(MINUTE)
    await world.ask('Cancel all timers', { username: 'ben' })
    expect(seen).toEqual(['0', '1', '2', 'ring', '1', '0'])

    await world.ask('Set a timer for an hour')
    await world.assistant.close()
    const after = new World({ store })
    await after.assistant.start()
    expect(after.counts).toEqual([1])
  })
})
