import type { HotkeyTest } from '../../shared/hotkey.ts'
import type { Clock } from '../lib/clock.ts'
import { TAP_MS } from './gesture.ts'
import type { GestureEvent } from './gesture.ts'
import { createGestureRunner } from './gesture-runner.ts'

/** The talk key as it is being tried. */
export interface Rehearsal {
  dispatch(event: GestureEvent): void
  stop(): void
}

/**
 * Runs presses through a gesture machine of their own and tells what they would have been. It is the very machine that
 * talks are made with, so that the test in the settings cannot say one thing and the key do another.
 */
export function createRehearsal(clock: Clock, tell: (seen: HotkeyTest) => void): Rehearsal {
  let downAt: number | null = null
  let clearHeld: () => void = () => undefined

  const onDown = (): void => {
    const pressedAt = clock.elapsed()
    downAt = pressedAt
    clearHeld()
    clearHeld = clock.setTimer(() => {
      tell({ phase: 'held', heldMs: clock.elapsed() - pressedAt, gesture: null })
    }, TAP_MS)
    tell({ phase: 'down', heldMs: 0, gesture: null })
  }

  const runner = createGestureRunner({
    clock,
    mode: 'hold',
    onStep: (outcomes, before, after) => {
      if (before.key && !after.key) {
        clearHeld()
        // The driver's clock measures a press better than ours, which learns of it through a queue.
        const { pressedAt, releasedAt } = before.key
        const heldMs = releasedAt === null ? clock.elapsed() - (downAt ?? 0) : releasedAt - pressedAt
        const isDouble = outcomes.some(({ type }) => type === 'hands-free')
        const single = heldMs < TAP_MS ? 'tap' : 'hold'
        tell({ phase: 'up', heldMs: Math.max(0, heldMs), gesture: isDouble ? 'double-tap' : single })
        downAt = null
      }
      if (after.key && before.key?.pressedAt !== after.key.pressedAt) onDown()
      else if (!after.key && after.lastPressAt !== before.lastPressAt) {
        tell({ phase: 'down', heldMs: 0, gesture: 'press' })
      }
    },
  })

  return {
    dispatch: (event) => {
      runner.dispatch(event)
    },
    stop: () => {
      clearHeld()
      runner.stop()
    },
  }
}
