import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { HotkeySnapshot } from '../../shared/view.ts'
import type { DriverName } from './driver.ts'
import type { GestureMode } from './gesture.ts'
import type { DesktopPlatform, SessionType } from './platform.ts'

/** Which drivers to try, in order, and what is known beforehand to be less than what was asked for. */
export interface DriverPlan {
  readonly tries: readonly DriverName[]
  readonly limit: Failure | null
}

/**
 * Chooses drivers. Toggle prefers the system's registry: it knows conflicts, keeps the key to itself and needs no right to
 * see the keyboard. Hold needs the hook, which alone sees key-up.
 */
export function planDrivers(where: {
  readonly platform: DesktopPlatform
  readonly session: SessionType
  readonly mode: GestureMode
}): DriverPlan {
  if (where.session === 'none') {
    return { tries: [], limit: failure('HOTKEY_UNSUPPORTED', 'There is no desktop session that has keys.') }
  }
  if (where.platform === 'linux' && where.session === 'wayland') {
    const missing = where.mode === 'hold' ? 'Wayland hides key releases, so the key toggles. ' : ''
    return {
      tries: ['global-shortcut'],
      limit: failure(
        'HOTKEY_UNSUPPORTED',
        `${missing}If your desktop does not ask for the key, or it does nothing, bind "parley --toggle" in the desktop's own keyboard settings.`,
      ),
    }
  }
  return {
    tries: where.mode === 'hold' ? ['uiohook', 'global-shortcut'] : ['global-shortcut', 'uiohook'],
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
  readonly driver: { readonly canSeeKeyUp: boolean } | null
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
    return { accelerator, mode: 'none', problem: last }
  }
  if (mode === 'toggle') return { accelerator, mode: 'toggle', problem: plan.limit }
  if (driver.canSeeKeyUp) return { accelerator, mode: 'hold', problem: plan.limit }
  return { accelerator, mode: 'toggle', problem: plan.limit ?? failures[0] ?? null }
}
