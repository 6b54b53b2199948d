import type { HudLook } from '../face.ts'

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** How the orb is drawn: all numbers, so that one look flows into the next. */
export interface OrbShape {
  /** Radius of the body, 1 is its own size at rest. */
  readonly radius: number
  /** How far the edge is from a circle, in radii. */
  readonly swell: number
  /** How far the petals are pulled apart, in radii. */
  readonly petals: number
  /** Strength of the light around it, 0 to 1. */
  readonly halo: number
  /** Turns of the edge in radians a second. */
  readonly speed: number
}

export interface Orb {
  readonly shape: OrbShape
  readonly colour: Colour
  /** The colour of its shade. */
  readonly accent: Colour
  /** How far the edge has turned, in radians. */
  readonly phase: number
  /** The meter's needle, 0 to 1. */
  readonly level: number
}

/** What the orb should become. */
export interface OrbGoal {
  readonly look: HudLook
  readonly colour: Colour
  readonly accent: Colour
  /** Loudness of now, 0 to 1. */
  readonly reading: number
}

/** Half of the way to a new look takes so long, in ms. */
const HALF_LIFE_MS = 70
/** The needle jumps up and falls by half in so long, in ms. */
const FALL_HALF_LIFE_MS = 110
/** Below this, a difference can't be seen. */
const VISIBLE = 0.004

/** Where the edge stands when it has not turned yet: as good as any, and it looks well. */
const FIRST_PHASE = 2.2

const STILL: OrbShape = { radius: 0.84, swell: 0, petals: 0, halo: 0.16, speed: 0 }

/** The shape of a look at a loudness of 0 to 1. What moves is what is alive: who listens, thinks or speaks. */
export function shapeOf(look: HudLook, level: number): OrbShape {
  switch (look) {
    case 'listening':
    case 'unheard':
      return {
        radius: 0.88 + 0.26 * level,
        swell: 0.04 + 0.12 * level,
        petals: 0.04 + 0.12 * level,
        halo: 0.3 + 0.7 * level,
        speed: 1.8,
      }
    case 'thinking':
      return { radius: 0.86, swell: 0.07, petals: 0.24, halo: 0.34, speed: 2.6 }
    case 'speaking':
      return {
        radius: 0.86 + 0.24 * level,
        swell: 0.05 + 0.08 * level,
        petals: 0.06 + 0.12 * level,
        halo: 0.3 + 0.6 * level,
        speed: -1.5,
      }
    case 'idle':
    case 'waiting':
    case 'interrupted':
    case 'failed':
    case 'offline':
    case 'muted':
      return STILL
  }
}

/** The orb as it first appears. */
export function firstOrb(goal: OrbGoal): Orb {
  const { look, colour, accent, reading } = goal
  return { shape: shapeOf(look, reading), colour, accent, phase: FIRST_PHASE, level: reading }
}

/** One frame later. */
export function nextOrb(orb: Orb, goal: OrbGoal, elapsedMs: number): Orb {
  const level = needle(orb.level, goal.reading, elapsedMs)
  const wanted = shapeOf(goal.look, level)
  const near = 1 - 0.5 ** (elapsedMs / HALF_LIFE_MS)
  const to = (from: number, goalValue: number) => from + (goalValue - from) * near
  const blend = (from: Colour, goalColour: Colour): Colour => [
    to(from[0], goalColour[0]),
    to(from[1], goalColour[1]),
    to(from[2], goalColour[2]),
  ]
  const { shape } = orb
  return {
    shape: {
      radius: to(shape.radius, wanted.radius),
      swell: to(shape.swell, wanted.swell),
      petals: to(shape.petals, wanted.petals),
      halo: to(shape.halo, wanted.halo),
      speed: to(shape.speed, wanted.speed),
    },
    colour: blend(orb.colour, goal.colour),
    accent: blend(orb.accent, goal.accent),
    phase: orb.phase + (shape.speed * elapsedMs) / 1000,
    level,
  }
}

/** Whether a later frame would look the same, so that none needs to be drawn. */
export function isStill(orb: Orb, goal: OrbGoal): boolean {
  const wanted = shapeOf(goal.look, 0)
  if (wanted.speed !== 0) return false
  const { shape, colour } = orb
  const isShaped = (Object.keys(wanted) as (keyof OrbShape)[]).every(
    (key) => Math.abs(shape[key] - wanted[key]) < VISIBLE * (key === 'speed' ? 10 : 1),
  )
  return isShaped && colour.every((value, index) => Math.abs(value - (goal.colour[index] ?? 0)) < 1)
}

/** A needle that jumps up and falls slowly. */
function needle(previous: number, reading: number, elapsedMs: number): number {
  return Math.max(reading, previous * 0.5 ** (elapsedMs / FALL_HALF_LIFE_MS))
}
