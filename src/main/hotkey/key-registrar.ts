import { failure } from '../../shared/failure.ts'
import type { Settings } from '../../shared/settings.ts'
import type { HotkeySnapshot } from '../../shared/view.ts'
import type { Log } from '../lib/log.ts'
import { fail, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import type { Accelerator } from './accelerator.ts'
import { checkAccelerator } from './check-accelerator.ts'
import type { DriverName, HotkeyDriver } from './driver.ts'
import type { DesktopPlatform, SessionType } from './platform.ts'
import { describeOutcome, planDrivers, tryNextAfter } from './select-driver.ts'

type HotkeySettings = Settings['hotkey']

export interface KeyRegistrarOptions {
  readonly drivers: readonly HotkeyDriver[]
  readonly platform: DesktopPlatform
  readonly session: SessionType
  readonly log: Log
  readonly publish: (snapshot: HotkeySnapshot) => void
}

/** Which key is watched, by which driver, and how that came out. */
export interface KeyRegistrar {
  /** The driver that has the key; null when none has. */
  readonly active: HotkeyDriver | null
  readonly snapshot: HotkeySnapshot
  /** Puts a key in force. The last call wins. Never rejects: what went wrong is in the snapshot. */
  apply(hotkey: HotkeySettings): Promise<HotkeySnapshot>
  /** True when this very key is registered, so that `apply` would change nothing. */
  isInForce(hotkey: HotkeySettings): boolean
  /** Puts another key in force if it can be had; if not, the old one stays. */
  choose(hotkey: HotkeySettings): Promise<Result<HotkeySnapshot>>
  /** Registers the same key once more. */
  restore(): Promise<HotkeySnapshot>
  /** Lets the key go, for now. */
  release(): void
  /** A driver has other words for its key. */
  retold(driver: HotkeyDriver): void
  /** A driver stopped working by itself. False when it was not the active one. */
  lost(driver: HotkeyDriver, problem: HotkeySnapshot['problem']): boolean
}

/** Tries the drivers that can work here one after another. */
export function createKeyRegistrar(options: KeyRegistrarOptions): KeyRegistrar {
  const { platform, session, log } = options
  const drivers = new Map<DriverName, HotkeyDriver>(options.drivers.map((driver) => [driver.name, driver]))
  let wanted: HotkeySettings | null = null
  let active: HotkeyDriver | null = null
  let current = nothing('', null)
  /** Counts calls; only the last may take effect. */
  let turn = 0

  const publish = (snapshot: HotkeySnapshot): HotkeySnapshot => {
    current = snapshot
    options.publish(snapshot)
    return snapshot
  }

  const release = (): void => {
    turn += 1
    for (const driver of options.drivers) driver.unregister()
    active = null
  }

  /** Null when another call overtook this one. */
  const register = async (key: Accelerator, mode: HotkeySettings['mode']): Promise<HotkeySnapshot | null> => {
    release()
    const mine = turn
    const plan = planDrivers({ platform, session, mode, isMouse: key.key.class === 'mouse' })
    const failures = []
    for (const name of plan.tries) {
      const driver = drivers.get(name)
      if (!driver) {
        failures.push(failure('HOTKEY_UNSUPPORTED', `This build has no ${name} driver.`))
        continue
      }
      const registered = await driver.tryRegister(key)
      if (mine !== turn) return null
      if (registered.ok) {
        active = driver
        break
      }
      log.warn({ driver: name, failure: registered.failure }, 'the talk key could not be registered')
      failures.push(registered.failure)
      if (!tryNextAfter(registered.failure)) break
    }
    return describeOutcome(key.text, mode, plan, { driver: active, failures })
  }

  const apply = async (hotkey: HotkeySettings): Promise<HotkeySnapshot> => {
    wanted = hotkey
    const checked = checkAccelerator(hotkey.accelerator, platform)
    if (!checked.ok) {
      release()
      return publish(nothing(hotkey.accelerator, checked.failure))
    }
    const snapshot = await register(checked.value, hotkey.mode)
    return snapshot ? publish(snapshot) : current
  }

  const restore = (): Promise<HotkeySnapshot> => (wanted ? apply(wanted) : Promise.resolve(current))

  const choose = async (hotkey: HotkeySettings): Promise<Result<HotkeySnapshot>> => {
    const checked = checkAccelerator(hotkey.accelerator, platform)
    if (!checked.ok) return checked
    const snapshot = await register(checked.value, hotkey.mode)
    if (!snapshot) return fail(failure('CANCELLED', 'Another talk key was chosen meanwhile.'))
    if (snapshot.mode !== 'none') {
      wanted = hotkey
      return ok(publish(snapshot))
    }
    await restore()
    return fail(snapshot.problem ?? failure('HOTKEY_UNSUPPORTED', 'No way to see keys here.'))
  }

  return {
    get active() {
      return active
    },
    get snapshot() {
      return current
    },
    isInForce: (hotkey) =>
      active !== null && wanted?.accelerator === hotkey.accelerator && wanted.mode === hotkey.mode,
    apply,
    choose,
    restore,
    release,
    retold: (driver) => {
      if (driver === active) publish({ ...current, trigger: driver.trigger })
    },
    lost: (driver, problem) => {
      if (driver !== active) return false
      active = null
      publish(nothing(current.accelerator, problem))
      return true
    },
  }
}

function nothing(accelerator: string, problem: HotkeySnapshot['problem']): HotkeySnapshot {
  return { accelerator, mode: 'none', doubleTap: false, trigger: null, problem }
}
