import type { Clock } from '../lib/clock.ts'
import { initialGesture, nextGesture } from './gesture.ts'
import type { GestureEffect, GestureEvent, GestureMode, GestureState, GestureTimer } from './gesture.ts'

/** What is left of an effect for others to perform: the timers are the runner's. */
export type GestureOutcome = Exclude<GestureEffect, { readonly type: 'set-timer' | 'clear-timer' }>

/** The gesture machine with a clock. */
export interface GestureRunner {
  readonly state: GestureState
  dispatch(event: GestureEvent): void
  /** Lets no timer fire any more. */
  stop(): void
}

/**
 * Runs the machine on a real clock. `onStep` may dispatch events of its own; they wait their turn, so that outcomes reach
 * it in the order in which they were decided. It must not throw.
 */
export function createGestureRunner(options: {
  readonly clock: Clock
  readonly mode: GestureMode
  readonly onStep: (outcomes: readonly GestureOutcome[], before: GestureState, after: GestureState) => void
}): GestureRunner {
  const { clock, onStep } = options
  const timers = new Map<GestureTimer, () => void>()
  const waiting: GestureEvent[] = []
  let state = initialGesture(options.mode)
  let isRunning = false

  const clear = (timer: GestureTimer): void => {
    timers.get(timer)?.()
    timers.delete(timer)
  }

  const set = (timer: GestureTimer, ms: number): void => {
    clear(timer)
    const cancel = clock.setTimer(() => {
      timers.delete(timer)
      dispatch({ type: 'timer', timer })
    }, ms)
    timers.set(timer, cancel)
  }

  const step = (event: GestureEvent): void => {
    const before = state
    const { state: after, effects } = nextGesture(before, event, clock.elapsed())
    state = after
    const outcomes: GestureOutcome[] = []
    for (const effect of effects) {
      if (effect.type === 'set-timer') set(effect.timer, effect.ms)
      else if (effect.type === 'clear-timer') clear(effect.timer)
      else outcomes.push(effect)
    }
    onStep(outcomes, before, after)
  }

  const dispatch = (event: GestureEvent): void => {
    waiting.push(event)
    if (isRunning) return
    isRunning = true
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) step(next)
    } finally {
      isRunning = false
    }
  }

  return {
    get state() {
      return state
    },
    dispatch,
    stop: () => {
      for (const timer of [...timers.keys()]) clear(timer)
    },
  }
}
