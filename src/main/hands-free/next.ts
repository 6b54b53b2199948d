import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { HandsFreeSnapshot } from '../../shared/view.ts'

/*
 * What hands-free talking does with what the speech detector says, as a pure machine:
 * `next(state, event, now) -> {state, effects}`.
 *
 * - Speech opens a segment at once while nothing is being answered. While an answer is made or played, opening a segment
 *   would stop that answer, so it opens only when the detector is sure (`speech-confirmed`).
 * - What turns out to be no speech (`speech-misfired`) cancels its segment: nothing of it reaches a model.
 * - The talk key goes before: pressed, it takes over an open segment, and its release ends it.
 *
 * What it promises to whoever performs the effects: a `start` comes only while nothing is recorded, and is followed by
 * exactly one `stop` or `cancel`, unless the key took the segment over or the recorder ended it.
 */

/** What the settings say, as far as it is decided here. */
export interface HandsFreeRules {
  /** Whether speech may stop an answer. */
  readonly bargeIn: boolean
  /** Time without speech after which it turns itself off, in ms; null is never. */
  readonly offAfterMs: number | null
}

export interface HandsFreeState {
  readonly phase: 'off' | 'starting' | 'listening'
  readonly rules: HandsFreeRules
  /** Why it is off without having been asked to. */
  readonly problem: Failure | null
  /** Speech that has begun and not ended. */
  readonly speech: { readonly id: number; readonly isSure: boolean } | null
  /** Who the segment that is being recorded belongs to; `closing`: its last frame is on its way. */
  readonly segment: 'none' | 'speech' | 'key' | 'closing'
  /** An answer is being made or played. */
  readonly isAnswering: boolean
  /** When something was said or answered last, on the monotonic clock, in ms. */
  readonly heardAt: number
  /** The idle timer runs. */
  readonly isTicking: boolean
}

export type HandsFreeEvent =
  | { readonly type: 'set'; readonly on: boolean; readonly rules: HandsFreeRules }
  | { readonly type: 'rules'; readonly rules: HandsFreeRules }
  /** The system sleeps or is locked: nobody who is meant speaks now. */
  | { readonly type: 'away' }
  | { readonly type: 'idle' }
  // The detector
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** The audio window is gone, and is started again. */
  | { readonly type: 'lost' }
  | { readonly type: 'speech-started'; readonly speech: number }
  | { readonly type: 'speech-confirmed'; readonly speech: number }
  | { readonly type: 'speech-ended'; readonly speech: number }
  | { readonly type: 'speech-misfired'; readonly speech: number }
  // The rest of the app
  | { readonly type: 'answering'; readonly is: boolean }
  | { readonly type: 'key-down' }
  /** Nothing is being recorded any more: the segment is with the server, was thrown away, or failed. */
  | { readonly type: 'segment-over' }
  /** The segment that was asked for can't be had. */
  | { readonly type: 'refused'; readonly failure: Failure }

export type HandsFreeEffect =
  | { readonly type: 'listen'; readonly on: boolean }
  /** Forget the speech in progress. */
  | { readonly type: 'rearm' }
  | { readonly type: 'start'; readonly speech: number }
  | { readonly type: 'stop' }
  | { readonly type: 'cancel' }
  | { readonly type: 'set-timer'; readonly ms: number }
  | { readonly type: 'clear-timer' }
  | { readonly type: 'notice'; readonly failure: Failure }

export interface HandsFreeStep {
  readonly state: HandsFreeState
  readonly effects: readonly HandsFreeEffect[]
}

/** Off, as it is at every start of Parley. */
export const INITIAL_HANDS_FREE: HandsFreeState = {
  phase: 'off',
  rules: { bargeIn: true, offAfterMs: null },
  problem: null,
  speech: null,
  segment: 'none',
  isAnswering: false,
  heardAt: 0,
  isTicking: false,
}

/** What windows see of it. */
export function snapshotOf(state: HandsFreeState): HandsFreeSnapshot {
  const { phase, segment, problem } = state
  if (phase !== 'listening') return { on: phase !== 'off', state: phase, problem }
  return { on: true, state: segment === 'speech' ? 'hearing' : 'waiting', problem }
}

/** One step. `now` is monotonic, in ms. */
export function nextHandsFree(state: HandsFreeState, event: HandsFreeEvent, now: number): HandsFreeStep {
  const step: Draft = { state, effects: [] }
  apply(step, event, now)
  open(step)
  tick(step, now)
  return step
}

interface Draft {
  state: HandsFreeState
  readonly effects: HandsFreeEffect[]
}

function apply(step: Draft, event: HandsFreeEvent, now: number): void {
  const { state } = step
  switch (event.type) {
    case 'set':
      if (event.on) turnOn(step, event.rules)
      else turnOff(step, null, 'cancel')
      return
    case 'rules':
      set(step, { rules: event.rules })
      if (state.phase !== 'off') step.effects.push({ type: 'listen', on: true })
      return
    case 'away':
      if (state.phase !== 'off') turnOff(step, ended('The computer was locked or went to sleep.'), 'stop')
      return
    case 'idle':
      if (state.isTicking) turnOff(step, ended('Nobody spoke for a while.'), 'cancel')
      return
    case 'ready':
      if (state.phase === 'starting') set(step, { phase: 'listening', heardAt: now })
      return
    case 'failed':
    case 'refused':
      // What was said until then may be all that there was to say.
      if (state.phase !== 'off') turnOff(step, event.failure, 'stop')
      return
    case 'lost':
      set(step, { speech: null })
      if (state.phase === 'listening') set(step, { phase: 'starting' })
      return
    case 'speech-started':
      if (state.phase === 'listening') set(step, { speech: { id: event.speech, isSure: false } })
      return
    case 'speech-confirmed':
      if (state.speech?.id === event.speech) set(step, { speech: { id: event.speech, isSure: true } })
      return
    case 'speech-ended':
    case 'speech-misfired':
      speechOver(step, event, now)
      return
    case 'answering':
      set(step, { isAnswering: event.is, heardAt: now })
      return
    case 'key-down':
      set(step, { segment: 'key' })
      return
    case 'segment-over':
      segmentOver(step, now)
  }
}

function set(step: Draft, change: Partial<HandsFreeState>): void {
  step.state = { ...step.state, ...change }
}

function turnOn(step: Draft, rules: HandsFreeRules): void {
  if (step.state.phase !== 'off') return
  set(step, { phase: 'starting', rules, problem: null, speech: null })
  step.effects.push({ type: 'listen', on: true })
}

function turnOff(step: Draft, problem: Failure | null, segment: 'stop' | 'cancel'): void {
  const { phase, segment: owner } = step.state
  if (phase === 'off') return
  if (owner === 'speech') step.effects.push({ type: segment })
  set(step, { phase: 'off', problem, speech: null, segment: owner === 'speech' ? 'closing' : owner })
  step.effects.push({ type: 'listen', on: false })
  if (problem) step.effects.push({ type: 'notice', failure: problem })
}

function speechOver(
  step: Draft,
  event: Extract<HandsFreeEvent, { type: 'speech-ended' | 'speech-misfired' }>,
  now: number,
): void {
  const { speech, segment } = step.state
  if (speech?.id !== event.speech) return
  set(step, { speech: null })
  const isSpeech = event.type === 'speech-ended'
  if (isSpeech) set(step, { heardAt: now })
  if (segment !== 'speech') return
  set(step, { segment: 'closing' })
  step.effects.push({ type: isSpeech ? 'stop' : 'cancel' })
}

/** A segment that did not end with its speech took that speech along. */
function segmentOver(step: Draft, now: number): void {
  const { phase, segment } = step.state
  set(step, { segment: 'none' })
  if (segment === 'closing' || segment === 'none' || phase === 'off') return
  set(step, { speech: null, heardAt: now })
  step.effects.push({ type: 'rearm' })
}

/** Opens a segment for the speech that is being heard, when it may have one now. */
function open(step: Draft): void {
  const { speech, segment, isAnswering, rules } = step.state
  if (!speech || segment !== 'none') return
  if (isAnswering && !(rules.bargeIn && speech.isSure)) return
  set(step, { segment: 'speech' })
  step.effects.push({ type: 'start', speech: speech.id })
}

/** The clock of silence runs while nobody speaks and nothing is answered. A sound that was no speech does not set it back. */
function tick(step: Draft, now: number): void {
  const { phase, rules, segment, isAnswering, heardAt, isTicking } = step.state
  const isQuiet = phase === 'listening' && segment === 'none' && !isAnswering
  const limit = isQuiet ? rules.offAfterMs : null
  if (limit !== null) {
    set(step, { isTicking: true })
    step.effects.push({ type: 'set-timer', ms: Math.max(0, heardAt + limit - now) })
  } else if (isTicking) {
    set(step, { isTicking: false })
    step.effects.push({ type: 'clear-timer' })
  }
}

function ended(why: string): Failure {
  return failure('HANDS_FREE_ENDED', why, true)
}
