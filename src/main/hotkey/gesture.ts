import { MAX_SEGMENT_MS } from '../../shared/live-api/audio-format.ts'

/*
 * What pressing the talk key means, as a pure machine: `next(state, event, now) -> {state, effects}`.
 *
 *   hold     down: talk. Up: stop. A tap (shorter than TAP_MS) latches: talk hands-free until the next press.
 *   toggle   down: talk. Next down: stop.
 *   both     two taps within DOUBLE_TAP_MS: hands-free on or off, and what the first one started is thrown away.
 *
 * A press starts the talk at once, so that no first syllable waits for the answer to "tap or hold, one or two". What turns
 * out to have been a double tap is cancelled instead.
 *
 * What it promises to whoever performs the effects: every `talk-start` is followed by exactly one `talk-stop` or
 * `talk-cancel` with the same id before the next `talk-start`. A stop is never held back or dropped because starting takes
 * time; who starts something slow queues the stop behind it.
 */

/** Shorter than this, in ms, a press is a tap. Long-press thresholds in the field lie between 200 and 500 ms. */
export const TAP_MS = 250

/**
 * Two taps whose presses are no further apart, in ms, are a double tap: the double-click time of GTK (400) and a little less
 * than that of Windows (500). Shorter than any word that is spoken between two taps.
 */
export const DOUBLE_TAP_MS = 400

/** A press this soon after the last one, in ms, is a bouncing contact or the same press seen twice. */
export const PRESS_DEBOUNCE_MS = 30

/**
 * A key that comes back down within this time, in ms, was never let go: X11 can report auto-repeat as pairs of up and down.
 * It delays the end of a segment by as much, which costs nothing but a little silence at its end.
 */
export const RELEASE_GRACE_MS = 50

/**
 * A held key repeats; the slowest first repeat that a system offers comes after 2 s (macOS 1.8 s, GNOME 2 s, Windows 1 s).
 * A key-down that comes later than this, in ms, after the last one, without a key-up between, means: the key-up was lost.
 */
export const REPEAT_GAP_MS = 2500

/**
 * A driver without key-up reports a held key as presses one after another, which only time can tell from real ones. Longer
 * than the usual first repeat (250 to 660 ms), shorter than anyone speaks.
 */
export const PULSE_REPEAT_MS = 750

/** Who presses: the talk key, or a button on the screen. */
export type PressSource = 'key' | 'button'

export type GestureMode = 'hold' | 'toggle'

export type GestureEvent =
  /**
   * The talk key went down, or repeats. `at` is the time of the event itself in the driver's own clock (ms), which is not
   * `now`: X servers hold repeats back and deliver them in one burst. `chord`: the modifiers were exactly the binding's.
   */
  | { readonly type: 'key-down'; readonly at: number; readonly chord: boolean }
  /** The talk key went up, whatever became of its modifiers. */
  | { readonly type: 'key-up'; readonly at: number }
  /** The talk key was pressed, and its driver cannot say when it is let go. Or `parley --toggle` was run. */
  | { readonly type: 'pulse' }
  /** Someone asked for it without a press: `parley --start`, `--stop` and `--cancel`, or Escape. */
  | { readonly type: 'start' | 'stop' | 'cancel' }
  | { readonly type: 'button-down' }
  | { readonly type: 'button-up' }
  | { readonly type: 'timer'; readonly timer: GestureTimer }
  /** The driver stopped seeing keys, or may have missed some (sleep, lock screen). */
  | { readonly type: 'driver-lost' }
  /** Another key or mode is in force from now on. */
  | { readonly type: 'configured'; readonly mode: GestureMode }
  /** While `suspended`, nothing starts: the settings are recording a key. */
  | { readonly type: 'suspended'; readonly suspended: boolean }
  /** The talk ended for a reason from elsewhere (no microphone, connection refused): the next press starts a new one. */
  | { readonly type: 'ended' }

export type GestureTimer = 'release' | 'watchdog'

/** Why a talk ended. */
export type StopReason = 'released' | 'pressed' | 'asked' | 'watchdog' | 'driver-lost' | 'reconfigured'

/** Why a talk was thrown away. */
export type CancelReason = 'asked' | 'double-tap' | 'suspended'

export type GestureEffect =
  | { readonly type: 'talk-start'; readonly id: number }
  /** A tap: the talk goes on hands-free. */
  | { readonly type: 'talk-latched'; readonly id: number }
  /** Send what was said. */
  | { readonly type: 'talk-stop'; readonly id: number; readonly reason: StopReason }
  /** Throw away what was said. */
  | { readonly type: 'talk-cancel'; readonly id: number; readonly reason: CancelReason }
  /** A double tap. */
  | { readonly type: 'hands-free' }
  | { readonly type: 'set-timer'; readonly timer: GestureTimer; readonly ms: number }
  | { readonly type: 'clear-timer'; readonly timer: GestureTimer }

interface Talk {
  readonly id: number
  /** It ends with the release of this source; null once it is latched. */
  readonly heldBy: PressSource | null
  /** The press that holds it came soon after a tap: if it is one too, the two are a double tap. */
  readonly isSecondPress: boolean
}

/** A tap that another may follow; the time is that of its press, in the clock of its source. */
interface Tap {
  readonly source: PressSource
  readonly pressedAt: number
}

export interface GestureState {
  readonly mode: GestureMode
  readonly suspended: boolean
  readonly talk: Talk | null
  /** The talk key while it is down, in the driver's clock; `releasedAt` while an up waits for its grace to pass. */
  readonly key: {
    readonly pressedAt: number
    readonly lastDownAt: number
    readonly releasedAt: number | null
  } | null
  /** When the button went down, in our clock; null while it is up. */
  readonly buttonAt: number | null
  /** The last press that counted, and the last pulse whether it counted or not; in our clock. */
  readonly lastPressAt: number
  readonly lastPulseAt: number
  readonly lastTap: Tap | null
  readonly nextId: number
}

export interface GestureStep {
  readonly state: GestureState
  readonly effects: readonly GestureEffect[]
}

/** Nothing pressed, nothing said. */
export function initialGesture(mode: GestureMode): GestureState {
  return {
    mode,
    suspended: false,
    talk: null,
    key: null,
    buttonAt: null,
    lastPressAt: -Infinity,
    lastPulseAt: -Infinity,
    lastTap: null,
    nextId: 1,
  }
}

/** One step. `now` is monotonic, in ms. */
export function nextGesture(state: GestureState, event: GestureEvent, now: number): GestureStep {
  switch (event.type) {
    case 'key-down':
      return keyDown(state, event.at, event.chord, now)
    case 'key-up':
      if (state.key?.releasedAt !== null) return same(state)
      return {
        state: { ...state, key: { ...state.key, releasedAt: event.at } },
        effects: [{ type: 'set-timer', timer: 'release', ms: RELEASE_GRACE_MS }],
      }
    case 'pulse':
      return pulse(state, now)
    case 'start':
      return state.talk ? same(state) : start({ ...state, lastTap: null }, null)
    case 'stop':
      return stop({ ...state, lastTap: null }, 'asked')
    case 'cancel':
      return cancel({ ...state, lastTap: null }, 'asked')
    case 'button-down':
      if (state.buttonAt !== null) return same(state)
      return press({ ...state, buttonAt: now }, { source: 'button', pressedAt: now }, now)
    case 'button-up': {
      if (state.buttonAt === null) return same(state)
      const tap: Tap = { source: 'button', pressedAt: state.buttonAt }
      return release({ ...state, buttonAt: null }, tap, now - state.buttonAt)
    }
    case 'timer':
      if (event.timer === 'watchdog') return stop(state, 'watchdog')
      // A key that came back down in time has taken its release back.
      return typeof state.key?.releasedAt === 'number' ? keyReleased(state) : same(state)
    case 'driver-lost':
      return andThen(forgetPresses(state), (quiet) => stop(quiet, 'driver-lost'))
    case 'configured':
      return andThen(
        andThen(forgetPresses(state), (quiet) => stop(quiet, 'reconfigured')),
        (stopped) => same({ ...stopped, mode: event.mode }),
      )
    case 'suspended':
      return event.suspended
        ? cancel({ ...state, suspended: true, lastTap: null }, 'suspended')
        : same({ ...state, suspended: false })
    case 'ended':
      return state.talk
        ? { state: { ...state, talk: null }, effects: [{ type: 'clear-timer', timer: 'watchdog' }] }
        : same(state)
  }
}

function keyDown(state: GestureState, at: number, chord: boolean, now: number): GestureStep {
  const { key } = state
  if (!key) {
    // The same key with other modifiers, or none, belongs to whoever has the focus.
    return chord
      ? press(
          { ...state, key: { pressedAt: at, lastDownAt: at, releasedAt: null } },
          { source: 'key', pressedAt: at },
          now,
        )
      : same(state)
  }
  if (
    at - (key.releasedAt ?? key.lastDownAt) >
    (key.releasedAt === null ? REPEAT_GAP_MS : RELEASE_GRACE_MS)
  ) {
    return andThen(keyReleased(state), (released) => keyDown(released, at, chord, now))
  }
  return {
    state: { ...state, key: { ...key, lastDownAt: at, releasedAt: null } },
    effects: key.releasedAt === null ? [] : [{ type: 'clear-timer', timer: 'release' }],
  }
}

/** The key is up for certain: its grace has passed, or its up was lost. */
function keyReleased(state: GestureState): GestureStep {
  const { key } = state
  if (!key) return same(state)
  const up = { ...state, key: null }
  // A lost key-up says nothing about how long the key was down; it must end the talk and not latch it.
  const tap: Tap = { source: 'key', pressedAt: key.pressedAt }
  if (key.releasedAt === null) return release(up, tap, Infinity)
  const step = release(up, tap, key.releasedAt - key.pressedAt)
  return { state: step.state, effects: [{ type: 'clear-timer', timer: 'release' }, ...step.effects] }
}

function pulse(state: GestureState, now: number): GestureStep {
  const seen = { ...state, lastPulseAt: now }
  if (now - state.lastPulseAt < PULSE_REPEAT_MS || now - state.lastPressAt < PRESS_DEBOUNCE_MS)
    return same(seen)
  const pressed = { ...seen, lastPressAt: now, lastTap: null }
  if (state.talk) return stop(pressed, 'pressed')
  return start(pressed, null)
}

/** A press that counts; `tap` is what it will have been if it is short. */
function press(state: GestureState, tap: Tap, now: number): GestureStep {
  if (now - state.lastPressAt < PRESS_DEBOUNCE_MS) return same(state)
  const { talk, lastTap } = state
  const pressed = { ...state, lastPressAt: now, lastTap: null }
  // Held down by the other source: that one ends it.
  if (talk && talk.heldBy !== null) return same(pressed)
  if (lastTap?.source === tap.source && tap.pressedAt - lastTap.pressedAt <= DOUBLE_TAP_MS) {
    // Tap or hold? Its release will tell. Meanwhile the talk goes on, or begins: someone may be speaking into it.
    return andThen(talk ? same(pressed) : start(pressed, null), (begun) => {
      const held = begun.talk && { ...begun.talk, heldBy: tap.source, isSecondPress: true }
      return same({ ...begun, talk: held })
    })
  }
  if (talk) return stop(pressed, 'pressed')
  return start(pressed, state.mode === 'hold' ? tap.source : null)
}

function release(state: GestureState, tap: Tap, heldMs: number): GestureStep {
  const { talk } = state
  const isTap = heldMs < TAP_MS
  const isHolding = talk?.heldBy === tap.source
  if (isTap && isHolding && talk.isSecondPress) {
    const step = cancel(state, 'double-tap')
    return { state: step.state, effects: [...step.effects, { type: 'hands-free' }] }
  }
  const released = { ...state, lastTap: isTap ? tap : null }
  if (!isHolding) return same(released)
  if (!isTap) return stop(released, 'released')
  return {
    state: { ...released, talk: { ...talk, heldBy: null } },
    effects: [{ type: 'talk-latched', id: talk.id }],
  }
}

function start(state: GestureState, heldBy: PressSource | null): GestureStep {
  if (state.suspended) return same(state)
  const id = state.nextId
  return {
    state: { ...state, talk: { id, heldBy, isSecondPress: false }, nextId: id + 1 },
    effects: [
      { type: 'talk-start', id },
      { type: 'set-timer', timer: 'watchdog', ms: MAX_SEGMENT_MS },
    ],
  }
}

function stop(state: GestureState, reason: StopReason): GestureStep {
  if (!state.talk) return same(state)
  return {
    state: { ...state, talk: null },
    effects: [
      { type: 'clear-timer', timer: 'watchdog' },
      { type: 'talk-stop', id: state.talk.id, reason },
    ],
  }
}

function cancel(state: GestureState, reason: CancelReason): GestureStep {
  if (!state.talk) return same(state)
  return {
    state: { ...state, talk: null },
    effects: [
      { type: 'clear-timer', timer: 'watchdog' },
      { type: 'talk-cancel', id: state.talk.id, reason },
    ],
  }
}

/** Takes every key and button for up, without letting that mean anything. */
function forgetPresses(state: GestureState): GestureStep {
  const waiting = state.key !== null && state.key.releasedAt !== null
  return {
    state: { ...state, key: null, buttonAt: null, lastTap: null },
    effects: waiting ? [{ type: 'clear-timer', timer: 'release' }] : [],
  }
}

function andThen(first: GestureStep, then: (state: GestureState) => GestureStep): GestureStep {
  const second = then(first.state)
  return { state: second.state, effects: [...first.effects, ...second.effects] }
}

function same(state: GestureState): GestureStep {
  return { state, effects: [] }
}
