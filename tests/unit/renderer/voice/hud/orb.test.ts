import { describe, expect, test } from 'vitest'
import { meterReading } from '../../../../../src/renderer/ui/meter-reading.ts'
import { firstOrb, isStill, nextOrb } from '../../../../../src/renderer/voice/hud/orb/motion.ts'
import type { Orb, OrbGoal } from '../../../../../src/renderer/voice/hud/orb/motion.ts'

const goal = (look: OrbGoal['look'], reading = 0): OrbGoal => ({
  look,
  reading,
  colour: look === 'listening' ? [224, 83, 63] : [123, 134, 139],
  accent: [80, 90, 95],
})

/** The orb after some frames of a screen with 60 Hz. */
function after(frames: number, orb: Orb, wanted: OrbGoal): Orb {
  let now = orb
  for (let frame = 0; frame < frames; frame++) now = nextOrb(now, wanted, 1000 / 60)
  return now
}

describe('the orb', () => {
  test('grows at once with a voice, and falls back slowly', () => {
    const quiet = firstOrb(goal('listening'))
    const loud = after(12, quiet, goal('listening', 1))
    expect(loud.level).toBe(1)
    expect(loud.shape.radius).toBeGreaterThan(quiet.shape.radius * 1.2)
    const fading = after(1, loud, goal('listening', 0))
    expect(fading.level).toBeGreaterThan(0.8)
    expect(after(120, loud, goal('listening', 0)).shape.radius).toBeCloseTo(quiet.shape.radius, 2)
  })

  test('turns from one look into another without a jump', () => {
    const listening = after(30, firstOrb(goal('listening', 0.8)), goal('listening', 0.8))
    const first = nextOrb(listening, goal('idle'), 1000 / 60)
    expect(Math.abs(first.shape.radius - listening.shape.radius)).toBeLessThan(0.08)
    const between = first.colour[0]
    expect(between).toBeLessThan(224)
    expect(between).toBeGreaterThan(123)
  })

  test.each(['idle', 'waiting', 'interrupted', 'failed', 'offline', 'muted'] as const)(
    'comes to rest within a second when it is %s, and then needs no more frames',
    (look) => {
      const moving = after(30, firstOrb(goal('listening', 1)), goal('listening', 1))
      expect(isStill(moving, goal(look))).toBe(false)
      expect(isStill(after(60, moving, goal(look)), goal(look))).toBe(true)
    },
  )

  test.each(['listening', 'thinking', 'speaking'] as const)('is never at rest while it is %s', (look) => {
    expect(isStill(after(600, firstOrb(goal(look)), goal(look)), goal(look))).toBe(false)
  })

  test('takes no harm from a pause between frames', () => {
    const orb = nextOrb(firstOrb(goal('speaking', 1)), goal('thinking'), 60_000)
    expect(Object.values(orb.shape).every(Number.isFinite)).toBe(true)
    expect(orb.level).toBeCloseTo(0)
  })
})

test('the meter reads loudness in even steps', () => {
  expect(meterReading(0)).toBe(0)
  expect(meterReading(0.001)).toBe(0)
  expect(meterReading(1)).toBe(1)
  const [quiet, middle, loud] = [0.01, 0.05, 0.25].map(meterReading) as [number, number, number]
  expect(middle - quiet).toBeCloseTo(loud - middle)
})
