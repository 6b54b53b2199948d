import { failure, toFailure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Clock } from '../lib/clock.ts'
import { Emitter } from '../lib/emitter.ts'
import type { Log } from '../lib/log.ts'
import { fail, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import type { Accelerator, Modifier } from './accelerator.ts'
import type { DriverEvents, HotkeyDriver } from './driver.ts'
import type { DesktopPlatform, SessionType } from './platform.ts'
import { findKey } from './keys.ts'
import { probeXRecord } from './xrecord-probe.ts'

/** A key event as uiohook-napi gives it. */
interface HookEvent {
  readonly keycode: number
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
  /** ms, in the clock of the X server or the system. */
  readonly time: number
}

/** A mouse button event as uiohook-napi gives it. */
interface HookMouseEvent extends Omit<HookEvent, 'keycode'> {
  /** 4 and 5 are the side buttons. */
  readonly button: unknown
}

type KeyEventName = 'keydown' | 'keyup'
type MouseEventName = 'mousedown' | 'mouseup'

/** The part of uiohook-napi that the driver uses. */
export interface KeyHook {
  on(event: KeyEventName, listener: (event: HookEvent) => void): unknown
  on(event: MouseEventName, listener: (event: HookMouseEvent) => void): unknown
  off(event: KeyEventName, listener: (event: HookEvent) => void): unknown
  off(event: MouseEventName, listener: (event: HookMouseEvent) => void): unknown
  start(): void
  stop(): void
}

/** The system's own registry of shortcuts, which knows conflicts and keeps a claimed key from the focused window. */
export interface ShortcutClaim {
  /** False when another program has it. Does not throw. `onPress`: the registry saw the key; it does not see its release. */
  claim(accelerator: Accelerator, onPress: () => void): boolean
  release(accelerator: Accelerator): void
}

export interface UiohookDriverOptions {
  readonly platform: DesktopPlatform
  readonly session: SessionType
  readonly clock: Pick<Clock, 'elapsed' | 'setTimer'>
  readonly log: Log
  /** macOS: whether Accessibility is granted. Asked before the hook starts, which would abort the process without it. */
  readonly hasAccessibility?: () => boolean
  /** Without one, conflicts stay unnoticed and the focused window sees the key as well. */
  readonly claim?: ShortcutClaim
  /** Linux: asks whether the hook can start, because it would end the process if not. */
  readonly probe?: () => Promise<Failure | null>
  /** Loads the native module; a parameter so that a test can say what happens when there is none. */
  readonly load?: () => Promise<KeyHook>
}

/** How far apart, in ms, the hook and the registry may tell of one press. */
const SAME_PRESS_MS = 150

/**
 * Sees key-down and key-up everywhere through libuiohook: on X11 (XRecord), Windows and macOS. It watches only while a key
 * is registered, looks at nothing but that key's code (and Escape while a talk runs), and remembers and logs no other. Mouse
 * buttons count as keys.
 *
 * On X11 and macOS keys are known by their place on the keyboard: a letter is the one of a US layout.
 *
 * While a Mac's Secure Input is on (a password field has the focus, or a program has left it on), no hook sees a key, but the
 * system's registry goes on telling of the ones that were claimed: then a press counts alone, as where no release is seen.
 */
export function createUiohookDriver(options: UiohookDriverOptions): HotkeyDriver {
  const { platform, session, clock, log, hasAccessibility, claim } = options
  const load = options.load ?? loadUiohook
  const probe = options.probe ?? (() => probeXRecord(process.env))
  const events = new Emitter<DriverEvents>()
  let hook: KeyHook | null = null
  let binding: Accelerator | null = null
  let isEscapeWatched = false
  /** Counts calls, so that a registration that was overtaken while loading does not take effect. */
  let turn = 0
  /** When the hook last saw the key go down. */
  let seenAt = -Infinity
  let cancelUnseen: () => void = () => undefined

  const onClaimedPress = (): void => {
    if (platform !== 'darwin' || clock.elapsed() - seenAt < SAME_PRESS_MS) return
    cancelUnseen()
    const at = clock.elapsed()
    cancelUnseen = clock.setTimer(() => {
      if (seenAt < at) events.emit('pulse')
    }, SAME_PRESS_MS)
  }

  // An exception that leaves one of these two ends the process: it would pass through native code.
  const onDown = (event: HookEvent | HookMouseEvent): void => {
    guarded(() => {
      if (isEscapeWatched && 'keycode' in event && event.keycode === ESCAPE) events.emit('escape')
      else if (binding && isBound(binding, event)) {
        seenAt = clock.elapsed()
        events.emit('down', { at: event.time, chord: isChord(event, binding.modifiers) })
      }
    })
  }
  const onUp = (event: HookEvent | HookMouseEvent): void => {
    guarded(() => {
      if (binding && isBound(binding, event)) events.emit('up', { at: event.time })
    })
  }
  const guarded = (run: () => void): void => {
    try {
      run()
    } catch (thrown) {
      log.error({ failure: toFailure(thrown) }, 'a listener of the talk key failed')
    }
  }

  const unregister = (): void => {
    turn += 1
    const { current, watched } = { current: hook, watched: binding }
    hook = null
    binding = null
    isEscapeWatched = false
    cancelUnseen()
    if (watched && watched.key.class !== 'mouse') claim?.release(watched)
    if (!current) return
    current.off('keydown', onDown)
    current.off('keyup', onUp)
    current.off('mousedown', onDown)
    current.off('mouseup', onUp)
    try {
      current.stop()
    } catch (thrown) {
      log.warn({ failure: toFailure(thrown) }, 'the key hook did not stop')
    }
  }

  const tryRegister = async (wanted: Accelerator): Promise<Result<void>> => {
    unregister()
    const mine = turn
    const obstacle =
      findObstacle(platform, session, hasAccessibility) ?? (platform === 'linux' ? await probe() : null)
    if (obstacle) return fail(obstacle)
    let loaded: KeyHook
    try {
      loaded = await load()
    } catch (thrown) {
      log.warn({ failure: toFailure(thrown) }, 'the key hook could not be loaded')
      return fail(
        failure('HOTKEY_UNSUPPORTED', 'The part of Parley that sees key releases cannot be loaded here.'),
      )
    }
    if (mine !== turn) return fail(failure('CANCELLED', 'Another talk key was chosen meanwhile.'))
    if (wanted.key.class !== 'mouse' && claim?.claim(wanted, onClaimedPress) === false) {
      return fail(failure('HOTKEY_CONFLICT', `Another program already uses ${wanted.text}.`))
    }
    try {
      loaded.start()
    } catch (thrown) {
      claim?.release(wanted)
      return fail(startFailure(thrown))
    }
    loaded.on('keydown', onDown)
    loaded.on('keyup', onUp)
    if (wanted.key.class === 'mouse') {
      loaded.on('mousedown', onDown)
      loaded.on('mouseup', onUp)
    }
    hook = loaded
    binding = wanted
    return ok(undefined)
  }

  return {
    name: 'uiohook',
    canSeeKeyUp: true,
    trigger: null,
    tryRegister,
    watchEscape: (on) => {
      isEscapeWatched = on && binding !== null
    },
    unregister,
    on: events.on.bind(events),
  }
}

const ESCAPE = findKey('Escape')?.uiohook

async function loadUiohook(): Promise<KeyHook> {
  const { uIOhook } = await import('uiohook-napi')
  return uIOhook
}

/** What is known to keep the hook from working, before anything native is loaded. */
function findObstacle(
  platform: DesktopPlatform,
  session: SessionType,
  hasAccessibility: (() => boolean) | undefined,
): Failure | null {
  if (platform === 'linux' && session !== 'x11') {
    // Through XWayland the hook would load and see only the keys of X11 windows: worse than saying no.
    return failure(
      'HOTKEY_UNSUPPORTED',
      'Key releases cannot be seen in this session; only X11 allows it on Linux.',
    )
  }
  if (platform === 'darwin' && hasAccessibility?.() !== true) return needsAccessibility()
  return null
}

function needsAccessibility(): Failure {
  return failure(
    'HOTKEY_DENIED',
    'macOS asks for the Accessibility permission: System Settings, Privacy & Security, Accessibility.',
    true,
  )
}

/** Names why the hook did not start; the codes are uiohook-napi's. */
function startFailure(thrown: unknown): Failure {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (code === 'UIOHOOK_ERROR_AXAPI_DISABLED') return needsAccessibility()
  return failure(
    'HOTKEY_UNSUPPORTED',
    `Key releases cannot be seen here (${code || toFailure(thrown).message}).`,
  )
}

function isBound({ key }: Accelerator, event: HookEvent | HookMouseEvent): boolean {
  if ('keycode' in event) return key.class !== 'mouse' && event.keycode === key.uiohook
  return key.class === 'mouse' && event.button === key.uiohook
}

function isChord(event: Omit<HookEvent, 'keycode'>, modifiers: readonly Modifier[]): boolean {
  return (
    event.ctrlKey === modifiers.includes('Control') &&
    event.altKey === modifiers.includes('Alt') &&
    event.shiftKey === modifiers.includes('Shift') &&
    event.metaKey === modifiers.includes('Meta')
  )
}
