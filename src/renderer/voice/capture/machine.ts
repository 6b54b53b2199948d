import type { Failure } from '../../../shared/failure.ts'
import type { AudioDevice, MicrophoneState } from '../../../shared/view.ts'
import type { FromVoice, VoiceConfig } from '../../../shared/voice-port.ts'
import { chooseDevice } from '../../ui/audio-devices.ts'
import { microphoneLost } from './microphone-failure.ts'

/*
 * When the microphone is opened and closed, and which segment goes when: a pure machine. The adapter beside it performs the
 * effects, in order, and reports what came of them as events.
 */

export type InputConfig = VoiceConfig['input']

/** One opening of the microphone; `token` tells it from earlier ones whose answer is late. */
type Stream =
  | { readonly status: 'closed' }
  | { readonly status: 'opening' | 'open'; readonly token: number; readonly source: Source }

/** What was opened: compared with what should be, to know when to open again. */
interface Source {
  readonly deviceId: string | null
  /** Another device was wanted. */
  readonly fallback: boolean
  /** The system's default at that time; empty while it is not known. */
  readonly systemDefault: string
  readonly config: InputConfig
}

/** Reasons to have the microphone open beside segments: its level is shown, or its stream is listened to. */
export type Hold = 'level' | 'stream'

interface Waiting {
  readonly id: string
  readonly preRollMs: number | undefined
  readonly stopped: boolean
}

export interface CaptureState {
  readonly config: InputConfig | null
  readonly inputs: readonly AudioDevice[]
  readonly systemDefault: string
  readonly stream: Stream
  readonly lastToken: number
  /** Segments that wait for the stream; `stopped` ones end as soon as they begin. */
  readonly waiting: readonly Waiting[]
  /** The segment that the worker is recording. */
  readonly running: string | null
  /** Segments whose last frame is on its way out of the worker. */
  readonly finishing: readonly string[]
  /** Who wants the microphone open without a segment. */
  readonly holds: readonly Hold[]
  /** It was used not long ago, and stays open for a while. */
  readonly isWarm: boolean
  /** A failure was reported and not taken back. */
  readonly troubled: boolean
}

export const INITIAL_CAPTURE: CaptureState = {
  config: null,
  inputs: [],
  systemDefault: '',
  stream: { status: 'closed' },
  lastToken: 0,
  waiting: [],
  running: null,
  finishing: [],
  holds: [],
  isWarm: false,
  troubled: false,
}

export type CaptureEvent =
  | { type: 'configure'; config: InputConfig }
  /** `preRollMs`: audio from before, at most; absent: as configured. */
  | { type: 'start'; segment: string; preRollMs?: number | undefined }
  | { type: 'stop'; segment: string }
  | { type: 'devices'; inputs: readonly AudioDevice[]; systemDefault: string }
  | { type: 'opened'; token: number }
  | { type: 'open-failed'; token: number; failure: Failure }
  /** The track ended by itself: unplugged, or taken away by the system. */
  | { type: 'lost'; token: number }
  /** The system mutes the track (a hardware switch, a privacy setting), or no longer does. */
  | { type: 'muted'; token: number; muted: boolean }
  /** The worker has given the last frame of a segment. */
  | { type: 'flushed'; segment: string; frames: number; peak: number }
  | { type: 'hold'; by: Hold; on: boolean }
  /** The time that `keep-warm` set is over. */
  | { type: 'cooled' }

export type CaptureEffect =
  | { type: 'open'; token: number; deviceId: string | null; config: InputConfig }
  | { type: 'close' }
  | { type: 'begin'; segment: string; preRollMs: number | undefined }
  /** The worker ends the segment that it is recording. */
  | { type: 'finish' }
  /** Says `cooled` after so many ms, in place of an earlier time. */
  | { type: 'keep-warm'; ms: number }
  | {
      type: 'emit'
      message: Extract<FromVoice, { type: 'capture-ended' | 'capture-failed' | 'capture-recovered' }>
    }

interface Step {
  state: CaptureState
  effects: CaptureEffect[]
}

/** Decides what an event means. */
export function nextCapture(state: CaptureState, event: CaptureEvent): Step {
  const step: Step = { state, effects: [] }
  switch (event.type) {
    case 'configure':
      set(step, { config: event.config })
      break
    case 'devices':
      set(step, { inputs: event.inputs, systemDefault: event.systemDefault })
      learnDefault(step)
      break
    case 'start':
      start(step, event.segment, event.preRollMs)
      break
    case 'stop':
      stop(step, event.segment)
      break
    case 'opened':
      opened(step, event.token)
      break
    case 'open-failed':
      openFailed(step, event.token, event.failure)
      // No settling: what has just failed is tried again when something changed, not in a loop.
      return step
    case 'lost':
      lost(step, event.token)
      break
    case 'muted':
      if (isCurrent(state, event.token)) muted(step, event.muted)
      break
    case 'flushed':
      flushed(step, event)
      break
    case 'hold': {
      const others = state.holds.filter((hold) => hold !== event.by)
      set(step, { holds: event.on ? [...others, event.by] : others })
      break
    }
    case 'cooled':
      set(step, { isWarm: false })
      break
  }
  keepWarm(step, state)
  settle(step, event)
  return step
}

/** What a person is told of the microphone. `until` is when it will cool down, for a microphone that is only warm. */
export function microphoneState(state: CaptureState, until: number | null): MicrophoneState {
  const { stream, config } = state
  if (stream.status === 'open' && (state.running !== null || state.finishing.length > 0))
    return { status: 'recording', until: null }
  const isOnlyWarm = stream.status === 'open' && state.holds.length === 0 && config?.keepOpenMs !== null
  return { status: stream.status, until: isOnlyWarm ? until : null }
}

function isInUse({ waiting, running, finishing }: CaptureState): boolean {
  return waiting.length > 0 || running !== null || finishing.length > 0
}

/** After use, and when another time was set, the microphone stays open for that time. */
function keepWarm(step: Step, before: CaptureState): void {
  const { state } = step
  const ms = state.config?.keepOpenMs ?? 0
  const wasAlways = before.config?.keepOpenMs === null && before.stream.status !== 'closed'
  const isOtherTime = before.isWarm && before.config?.keepOpenMs !== state.config?.keepOpenMs
  const isOver =
    (isInUse(before) && !isInUse(state)) || (wasAlways && state.config?.keepOpenMs !== null) || isOtherTime
  if (!isOver || ms === 0) return
  set(step, { isWarm: true })
  step.effects.push({ type: 'keep-warm', ms })
}

function set(step: Step, change: Partial<CaptureState>): void {
  step.state = { ...step.state, ...change }
}

function isCurrent(state: CaptureState, token: number): boolean {
  return state.stream.status !== 'closed' && state.stream.token === token
}

function start(step: Step, segment: string, preRollMs: number | undefined): void {
  const { running } = step.state
  // One segment at a time: a start without a stop ends the one before it.
  if (running !== null) stop(step, running)
  set(step, {
    waiting: [
      ...step.state.waiting.map((each) => ({ ...each, stopped: true })),
      { id: segment, preRollMs, stopped: false },
    ],
  })
  if (step.state.stream.status === 'open') beginWaiting(step)
}

function stop(step: Step, segment: string): void {
  const { state } = step
  if (state.running === segment) {
    set(step, { running: null, finishing: [...state.finishing, segment] })
    step.effects.push({ type: 'finish' })
    return
  }
  // The microphone is still opening: the stop is queued behind the start.
  set(step, {
    waiting: state.waiting.map((each) => (each.id === segment ? { ...each, stopped: true } : each)),
  })
}

/** Hands waiting segments to the worker, in order. */
function beginWaiting(step: Step): void {
  const { waiting } = step.state
  set(step, { waiting: [] })
  for (const segment of waiting) {
    step.effects.push({ type: 'begin', segment: segment.id, preRollMs: segment.preRollMs })
    set(step, { running: segment.id })
    if (segment.stopped) stop(step, segment.id)
  }
}

/**
 * Browsers tell which device is the default only once a microphone was opened. What is then told for the first time is what
 * was opened, and no reason to open again: that would cost what is said meanwhile.
 */
function learnDefault(step: Step): void {
  const { stream, systemDefault } = step.state
  if (stream.status === 'closed' || stream.source.systemDefault !== '') return
  set(step, { stream: { ...stream, source: { ...stream.source, systemDefault } } })
}

function opened(step: Step, token: number): void {
  const { stream } = step.state
  if (stream.status !== 'opening' || stream.token !== token) return
  set(step, { stream: { ...stream, status: 'open' } })
  if (stream.source.fallback) {
    report(
      step,
      null,
      microphoneLost(`"${stream.source.config.label}" is not connected; the default is in use.`),
    )
  } else {
    recovered(step)
  }
  beginWaiting(step)
}

function openFailed(step: Step, token: number, failure: Failure): void {
  const { stream } = step.state
  if (stream.status !== 'opening' || stream.token !== token) return
  if (failure.code === 'MIC_NOT_FOUND' && stream.source.deviceId !== null) {
    // It went away between the list and the opening.
    open(step, { ...stream.source, deviceId: null, fallback: true })
    return
  }
  set(step, { stream: { status: 'closed' } })
  const failed = [...step.state.waiting.map((each) => each.id)]
  if (step.state.running !== null) {
    failed.unshift(step.state.running)
    step.effects.push({ type: 'finish' })
  }
  set(step, { waiting: [], running: null })
  step.effects.push({ type: 'close' })
  if (failed.length === 0) report(step, null, failure)
  for (const segment of failed) report(step, segment, failure)
}

function lost(step: Step, token: number): void {
  if (!isCurrent(step.state, token)) return
  set(step, { stream: { status: 'closed' } })
  step.effects.push({ type: 'close' })
  report(step, null, microphoneLost('The microphone was disconnected.'))
}

function muted(step: Step, isMuted: boolean): void {
  if (!isMuted) {
    recovered(step)
    return
  }
  const message = 'The system mutes the microphone.'
  report(step, null, { code: 'MIC_SILENT', message, retryable: true })
}

function flushed(step: Step, event: Extract<CaptureEvent, { type: 'flushed' }>): void {
  const { segment, frames, peak } = event
  // A segment that failed has been answered for.
  if (!step.state.finishing.includes(segment)) return
  set(step, { finishing: step.state.finishing.filter((id) => id !== segment) })
  step.effects.push({ type: 'emit', message: { type: 'capture-ended', segment, frames, peak } })
}

function report(step: Step, segment: string | null, failure: Failure): void {
  set(step, { troubled: true })
  step.effects.push({ type: 'emit', message: { type: 'capture-failed', segment, failure } })
}

function recovered(step: Step): void {
  if (!step.state.troubled) return
  set(step, { troubled: false })
  step.effects.push({ type: 'emit', message: { type: 'capture-recovered' } })
}

/** Brings the stream in line with what is wanted, where that disturbs no segment. */
function settle(step: Step, event: CaptureEvent): void {
  const { config, stream, waiting, running, finishing } = step.state
  if (!config) return
  const busy = waiting.length > 0 || running !== null
  if (stream.status === 'closed') {
    // A microphone that failed without a segment is tried again only when something has changed, so that it can't spin.
    const changed = ['configure', 'devices', 'lost', 'hold'].includes(event.type)
    if (busy || (staysOpen(step.state) && changed)) open(step, wantedSource(step.state, config))
    return
  }
  if (stream.status === 'opening' || busy || finishing.length > 0) return
  if (!staysOpen(step.state)) {
    set(step, { stream: { status: 'closed' } })
    step.effects.push({ type: 'close' })
    return
  }
  const wanted = wantedSource(step.state, config)
  if (!sameSource(wanted, stream.source)) {
    step.effects.push({ type: 'close' })
    open(step, wanted)
  }
}

function staysOpen({ config, holds, isWarm }: CaptureState): boolean {
  return holds.length > 0 || config?.keepOpenMs === null || (isWarm && config?.keepOpenMs !== 0)
}

function open(step: Step, source: Source): void {
  const token = step.state.lastToken + 1
  set(step, { lastToken: token, stream: { status: 'opening', token, source } })
  step.effects.push({ type: 'open', token, deviceId: source.deviceId, config: source.config })
}

function wantedSource(state: CaptureState, config: InputConfig): Source {
  const { id, missing } = chooseDevice(config.label, state.inputs)
  return { deviceId: id, fallback: missing, systemDefault: state.systemDefault, config }
}

function sameSource(a: Source, b: Source): boolean {
  return (
    a.deviceId === b.deviceId &&
    a.fallback === b.fallback &&
    (a.deviceId !== null || a.systemDefault === b.systemDefault) &&
    a.config.echoCancellation === b.config.echoCancellation &&
    a.config.noiseSuppression === b.config.noiseSuppression &&
    a.config.autoGainControl === b.config.autoGainControl
  )
}
