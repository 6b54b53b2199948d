import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { HotkeySnapshot } from '../../shared/view.ts'
import type { DriverName, HotkeyDriver } from './driver.ts'
import type { GestureMode } from './gesture.ts'
import type { DesktopPlatform, SessionType } from './platform.ts'

/** Which drivers to try, in order, and what is known beforehand to be less than what was asked for. */
export interface DriverPlan {
  readonly tries: readonly DriverName[]
  readonly limit: Failure | null
}

/**
 * Chooses drivers. What sees key-up comes first: hold and double tap need it. On a Mac, toggle prefers the system's registry,
 * which needs no right to see the keyboard. Mouse buttons are seen by the hook alone.
 */
export function planDrivers(where: {
  readonly platform: DesktopPlatform
  readonly session: SessionType
  readonly mode: GestureMode
  /** The key is a mouse button. */
  readonly isMouse: boolean
}): DriverPlan {
  if (where.session === 'none') {
    return { tries: [], limit: failure('HOTKEY_UNSUPPORTED', 'There is no desktop session that has keys.') }
  }
  if (where.session === 'wayland') {
    if (where.isMouse) {
      const why = 'A mouse button cannot be the talk key under Wayland.'
      return { tries: [], limit: failure('HOTKEY_UNSUPPORTED', why) }
    }
    return { tries: ['portal'], limit: null }
  }
  if (where.isMouse) return { tries: ['uiohook'], limit: null }
  const prefersRegistry = where.platform === 'darwin' && where.mode === 'toggle'
  return {
    tries: prefersRegistry ? ['global-shortcut', 'uiohook'] : ['uiohook', 'global-shortcut'],
    limit: null,
  }
}

/**
 * Whether to go on to the next driver after this failure. Not after a conflict: the key is someone else's, and a second
 * driver would fire both programs.
 */
export function tryNextAfter(problem: Failure): boolean {
  return problem.code === 'HOTKEY_UNSUPPORTED' || problem.code === 'HOTKEY_DENIED'
}

/** What came of a plan. */
export interface PlanOutcome {
  /** The driver that took the key; null when none did. */
  readonly driver: Pick<HotkeyDriver, 'canSeeKeyUp' | 'trigger'> | null
  /** Failures on the way, in order. */
  readonly failures: readonly Failure[]
}

/** The talk key as it really works, and why it is less than what was asked for. */
export function describeOutcome(
  accelerator: string,
  mode: GestureMode,
  plan: DriverPlan,
  outcome: PlanOutcome,
): HotkeySnapshot {
  const { driver, failures } = outcome
  if (!driver) {
    const last = failures.at(-1) ?? plan.limit ?? failure('HOTKEY_UNSUPPORTED', 'No way to see keys here.')
    return { accelerator, mode: 'none', doubleTap: false, trigger: null, problem: last }
  }
  const isLess = mode === 'hold' && !driver.canSeeKeyUp
  return {
    accelerator,
    mode: isLess ? 'toggle' : mode,
    doubleTap: driver.canSeeKeyUp,
    trigger: driver.trigger,
    problem: isLess ? (failures[0] ?? null) : null,
  }
}
