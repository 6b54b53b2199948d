import { failure, toFailure } from '../../shared/failure.ts'
import type { Settings } from '../../shared/settings.ts'
import type { HotkeySnapshot } from '../../shared/view.ts'
import type { Clock } from '../lib/clock.ts'
import { Emitter } from '../lib/emitter.ts'
import type { Listenable } from '../lib/emitter.ts'
import type { Log } from '../lib/log.ts'
import { checkAccelerator } from './check-accelerator.ts'
import type { DriverName, HotkeyDriver } from './driver.ts'
import { initialGesture, nextGesture } from './gesture.ts'
import type { GestureEffect, GestureEvent, GestureTimer, StopReason } from './gesture.ts'
import type { DesktopPlatform, SessionType } from './platform.ts'
import { describeOutcome, planDrivers, tryNextAfter } from './select-driver.ts'

export interface HotkeyEvents {
  /** Start to record. `id` names the talk; the next `talk-stop` or `talk-cancel` has the same. */
  'talk-start': [id: number]
  /** The key was only tapped: the talk goes on without it. */
  'talk-latched': [id: number]
  /** Send what was said. */
  'talk-stop': [id: number, reason: StopReason]
  /** Throw away what was said. */
  'talk-cancel': [id: number]
  snapshot: [snapshot: HotkeySnapshot]
}

export interface HotkeyService extends Listenable<HotkeyEvents> {
  /** Puts a talk key in force. The last call wins. Never rejects: what went wrong is in the snapshot. */
  readonly apply: (hotkey: Settings['hotkey']) => Promise<HotkeySnapshot>
  /**
   * While true the settings are recording a key: a talk that runs is cancelled, nothing starts, and the talk key is let go,
   * so that the window can see it too.
   */
  readonly suspend: (suspended: boolean) => void
  /** One press whose release is not known: `parley --toggle`, the tray. */
  readonly toggle: () => void
  /** The button on the screen goes down and up: the same gestures as the key. */
  readonly press: () => void
  readonly release: () => void
  /** The talk ended for another reason (no microphone, the server refused): the next press starts a new one. */
  readonly ended: () => void
  /** After sleep or a locked screen: ends a talk whose key-up may have been missed, and registers the key again. */
  readonly recover: () => Promise<HotkeySnapshot>
  readonly snapshot: () => HotkeySnapshot
  readonly close: () => void
}

export interface HotkeyServiceOptions {
  readonly drivers: readonly HotkeyDriver[]
  readonly clock: Clock
  readonly platform: DesktopPlatform
  readonly session: SessionType
  readonly log: Log
}

/** Puts drivers, gestures and timers together. Before the first `apply` only the button and `toggle` work. */
export function createHotkeyService(options: HotkeyServiceOptions): HotkeyService {
  const { clock, platform, session, log } = options
  const drivers = new Map<DriverName, HotkeyDriver>(options.drivers.map((driver) => [driver.name, driver]))
  const events = new Emitter<HotkeyEvents>()
  const timers = new Map<GestureTimer, () => void>()
  let wanted: Settings['hotkey'] | null = null
  let current: HotkeySnapshot = { accelerator: '', mode: 'none', problem: null }
  let active: HotkeyDriver | null = null
  let gesture = initialGesture('hold')
  /** Counts calls of `apply`; only the last may take effect. */
  let turn = 0

  // A listener may come back with an event of its own, for example `ended()` on `talk-start`. It waits its turn, so that
  // effects reach listeners in the order in which they were decided.
  const waiting: GestureEvent[] = []
  let running = false
  const dispatch = (event: GestureEvent): void => {
    waiting.push(event)
    if (running) return
    running = true
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const step = nextGesture(gesture, next, clock.elapsed())
        gesture = step.state
        for (const effect of step.effects) perform(effect)
      }
    } finally {
      running = false
    }
  }

  // One listener's mistake must not keep a watchdog from being set, nor a stop from the others.
  const tell: typeof events.emit = (name, ...args) => {
    try {
      events.emit(name, ...args)
    } catch (thrown) {
      log.error({ event: name, failure: toFailure(thrown) }, 'a listener of the talk key failed')
    }
  }

  const perform = (effect: GestureEffect): void => {
    switch (effect.type) {
      case 'talk-start':
      case 'talk-latched':
      case 'talk-cancel':
        tell(effect.type, effect.id)
        return
      case 'talk-stop':
        if (effect.reason !== 'released' && effect.reason !== 'pressed') {
          log.info({ reason: effect.reason }, 'the talk was ended')
        }
        tell('talk-stop', effect.id, effect.reason)
        return
      case 'set-timer':
        timers.get(effect.timer)?.()
        timers.set(
          effect.timer,
          clock.setTimer(() => {
            timers.delete(effect.timer)
            dispatch({ type: 'timer', timer: effect.timer })
          }, effect.ms),
        )
        return
      case 'clear-timer':
        timers.get(effect.timer)?.()
        timers.delete(effect.timer)
    }
  }

  const publish = (snapshot: HotkeySnapshot): HotkeySnapshot => {
    current = snapshot
    tell('snapshot', snapshot)
    return snapshot
  }

  const unsubscribe = options.drivers.flatMap((driver) => [
    driver.on('down', ({ at, chord }) => {
      dispatch(driver.canSeeKeyUp ? { type: 'key-down', at, chord } : { type: 'pulse' })
    }),
    driver.on('up', ({ at }) => dispatch({ type: 'key-up', at })),
    driver.on('lost', (problem) => {
      if (driver !== active) return
      active = null
      dispatch({ type: 'driver-lost' })
      publish({ ...current, mode: 'none', problem })
    }),
  ])

  const unregister = (): void => {
    for (const driver of options.drivers) driver.unregister()
    active = null
  }

  const apply = async (hotkey: Settings['hotkey']): Promise<HotkeySnapshot> => {
    const mine = ++turn
    wanted = hotkey
    unregister()
    dispatch({ type: 'configured', mode: hotkey.mode })
    const checked = checkAccelerator(hotkey.accelerator, platform)
    if (!checked.ok) {
      return publish({ accelerator: hotkey.accelerator, mode: 'none', problem: checked.failure })
    }
    const plan = planDrivers({ platform, session, mode: hotkey.mode })
    const failures = []
    for (const name of plan.tries) {
      const driver = drivers.get(name)
      if (!driver) {
        failures.push(failure('HOTKEY_UNSUPPORTED', `This build has no ${name} driver.`))
        continue
      }
      const registered = await driver.tryRegister(checked.value)
      if (mine !== turn) return current
      if (registered.ok) {
        active = driver
        break
      }
      log.warn({ driver: name, failure: registered.failure }, 'the talk key could not be registered')
      failures.push(registered.failure)
      if (!tryNextAfter(registered.failure)) break
    }
    return publish(describeOutcome(checked.value.text, hotkey.mode, plan, { driver: active, failures }))
  }

  return {
    on: events.on.bind(events),
    apply,
    suspend: (suspended) => {
      if (suspended === gesture.suspended) return
      dispatch({ type: 'suspended', suspended })
      if (suspended) {
        turn += 1
        unregister()
      } else if (wanted) void apply(wanted)
    },
    toggle: () => dispatch({ type: 'pulse' }),
    press: () => dispatch({ type: 'button-down' }),
    release: () => dispatch({ type: 'button-up' }),
    ended: () => dispatch({ type: 'ended' }),
    recover: () => {
      dispatch({ type: 'driver-lost' })
      return wanted ? apply(wanted) : Promise.resolve(current)
    },
    snapshot: () => current,
    close: () => {
      turn += 1
      unregister()
      dispatch({ type: 'driver-lost' })
      for (const stop of unsubscribe) stop()
      for (const stop of timers.values()) stop()
      timers.clear()
      events.clear()
    },
  }
}
