import { toFailure } from '../../shared/failure.ts'
import type { HotkeyTest } from '../../shared/hotkey.ts'
import type { Settings } from '../../shared/settings.ts'
import type { HotkeySnapshot } from '../../shared/view.ts'
import type { Clock } from '../lib/clock.ts'
import { Emitter } from '../lib/emitter.ts'
import type { Listenable } from '../lib/emitter.ts'
import type { Log } from '../lib/log.ts'
import type { Result } from '../lib/result.ts'
import type { HotkeyDriver } from './driver.ts'
import type { GestureEvent, StopReason } from './gesture.ts'
import { createGestureRunner } from './gesture-runner.ts'
import type { GestureOutcome } from './gesture-runner.ts'
import { KeyRetry } from './key-retry.ts'
import { createKeyRegistrar } from './key-registrar.ts'
import type { DesktopPlatform, SessionType } from './platform.ts'
import { createRehearsal } from './rehearsal.ts'
import type { Rehearsal } from './rehearsal.ts'

export interface HotkeyEvents {
  /** Start to record. `id` names the talk; the next `talk-stop` or `talk-cancel` has the same. */
  'talk-start': [id: number]
  /** The key was only tapped: the talk goes on without it. */
  'talk-latched': [id: number]
  /** Send what was said. */
  'talk-stop': [id: number, reason: StopReason]
  /** Throw away what was said. */
  'talk-cancel': [id: number]
  /** Two quick taps: turn hands-free on, or off. What the first tap began was cancelled before this. */
  'hands-free': []
  /** The key was seen while it is being tried. */
  test: [seen: HotkeyTest]
  snapshot: [snapshot: HotkeySnapshot]
}

export interface HotkeyService extends Listenable<HotkeyEvents> {
  /** Puts a talk key in force. The last call wins. Never rejects: what went wrong is in the snapshot. */
  readonly apply: (hotkey: Settings['hotkey']) => Promise<HotkeySnapshot>
  /** Puts another talk key in force if it can be had; if not, the old one stays. Ends `suspend`. */
  readonly choose: (hotkey: Settings['hotkey']) => Promise<Result<HotkeySnapshot>>
  /**
   * While true the settings are recording a key: a talk that runs is cancelled, nothing starts, and the talk key is let go,
   * so that the window can see it too.
   */
  readonly suspend: (suspended: boolean) => void
  /** While true the key is being tried: a talk that runs is cancelled, nothing starts, and presses come as `test` events. */
  readonly test: (on: boolean) => void
  /** One press whose release is not known: `parley --toggle`, the tray. */
  readonly toggle: () => void
  /** Talk, unless a talk runs. */
  readonly start: () => void
  /** End the talk and send it. */
  readonly stop: () => void
  /** As a double tap. */
  readonly handsFree: () => void
  /** End the talk and throw it away. */
  readonly cancel: () => void
  /** The button on the screen goes down and up: the same gestures as the key. */
  readonly press: () => void
  readonly release: () => void
  /** The window is gone that held the button, recorded a key or tried it: none of that goes on without it. */
  readonly forgetWindow: () => void
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

/** Puts drivers and gestures together. Before the first `apply` only the button and the commands work. */
export function createHotkeyService(options: HotkeyServiceOptions): HotkeyService {
  const { clock, log } = options
  const events = new Emitter<HotkeyEvents>()
  let isRecording = false
  let rehearsal: Rehearsal | null = null

  // One listener's mistake must not keep a stop from the others.
  const tell: typeof events.emit = (name, ...args) => {
    try {
      events.emit(name, ...args)
    } catch (thrown) {
      log.error({ event: name, failure: toFailure(thrown) }, 'a listener of the talk key failed')
    }
  }

  const retry = new KeyRetry({
    clock,
    // When a recording ends, the key is registered anyway.
    again: () => {
      if (!isRecording) void keys.restore()
    },
  })

  const keys = createKeyRegistrar({
    ...options,
    publish: (snapshot) => {
      retry.follow(snapshot)
      if (gestures.state.talk) keys.active?.watchEscape(true)
      tell('snapshot', snapshot)
    },
  })

  const perform = (outcome: GestureOutcome): void => {
    switch (outcome.type) {
      case 'talk-start':
      case 'talk-latched':
      case 'talk-cancel':
        tell(outcome.type, outcome.id)
        return
      case 'talk-stop':
        if (outcome.reason !== 'released' && outcome.reason !== 'pressed') {
          log.info({ reason: outcome.reason }, 'the talk was ended')
        }
        tell('talk-stop', outcome.id, outcome.reason)
        return
      case 'hands-free':
        tell('hands-free')
    }
  }

  const gestures = createGestureRunner({
    clock,
    mode: 'hold',
    onStep: (outcomes, before, after) => {
      // Escape belongs to everyone else unless a talk runs.
      const isTalking = after.talk !== null
      if (isTalking !== (before.talk !== null)) keys.active?.watchEscape(isTalking)
      for (const outcome of outcomes) perform(outcome)
    },
  })

  const pass = (event: GestureEvent): void => {
    if (rehearsal) rehearsal.dispatch(event)
    else gestures.dispatch(event)
  }

  const unsubscribe = options.drivers.flatMap((driver) => [
    driver.on('down', ({ at, chord }) => {
      pass(driver.canSeeKeyUp ? { type: 'key-down', at, chord } : { type: 'pulse' })
    }),
    driver.on('up', ({ at }) => {
      pass({ type: 'key-up', at })
    }),
    driver.on('pulse', () => {
      pass({ type: 'pulse' })
    }),
    driver.on('escape', () => {
      gestures.dispatch({ type: 'cancel' })
    }),
    driver.on('changed', () => {
      keys.retold(driver)
    }),
    driver.on('lost', (problem) => {
      if (keys.lost(driver, problem)) gestures.dispatch({ type: 'driver-lost' })
    }),
    driver.on('available', () => {
      retry.soon()
    }),
  ])

  const quieten = (): void => {
    gestures.dispatch({ type: 'suspended', suspended: isRecording || rehearsal !== null })
  }

  const suspend = (suspended: boolean): void => {
    if (suspended === isRecording) return
    isRecording = suspended
    quieten()
    if (suspended) keys.release()
    else void keys.restore()
  }

  const test = (on: boolean): void => {
    if (on === (rehearsal !== null)) return
    rehearsal?.stop()
    rehearsal = on
      ? createRehearsal(clock, (seen) => {
          tell('test', seen)
        })
      : null
    quieten()
  }

  return {
    on: events.on.bind(events),
    apply: (hotkey) => {
      if (keys.isInForce(hotkey)) return Promise.resolve(keys.snapshot)
      gestures.dispatch({ type: 'configured', mode: hotkey.mode })
      return keys.apply(hotkey)
    },
    choose: (hotkey) => {
      isRecording = false
      quieten()
      gestures.dispatch({ type: 'configured', mode: hotkey.mode })
      return keys.choose(hotkey)
    },
    suspend,
    test,
    toggle: () => {
      gestures.dispatch({ type: 'pulse' })
    },
    start: () => {
      gestures.dispatch({ type: 'start' })
    },
    stop: () => {
      gestures.dispatch({ type: 'stop' })
    },
    cancel: () => {
      gestures.dispatch({ type: 'cancel' })
    },
    handsFree: () => {
      tell('hands-free')
    },
    press: () => {
      gestures.dispatch({ type: 'button-down' })
    },
    release: () => {
      gestures.dispatch({ type: 'button-up' })
    },
    forgetWindow: () => {
      gestures.dispatch({ type: 'button-up' })
      suspend(false)
      test(false)
    },
    ended: () => {
      gestures.dispatch({ type: 'ended' })
    },
    recover: () => {
      gestures.dispatch({ type: 'driver-lost' })
      return isRecording ? Promise.resolve(keys.snapshot) : keys.restore()
    },
    snapshot: () => keys.snapshot,
    close: () => {
      gestures.dispatch({ type: 'driver-lost' })
      retry.stop()
      keys.release()
      for (const stop of unsubscribe) stop()
      gestures.stop()
      rehearsal?.stop()
      events.clear()
    },
  }
}
