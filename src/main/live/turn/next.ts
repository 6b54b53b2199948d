import type { VoiceState } from '../../../shared/view.ts'
import { closeDraft, openDraft, recording } from './draft.ts'
import type { Draft } from './draft.ts'
import { isAwaited, isFinal } from './life.ts'
import { TURN_MS } from './limits.ts'
import { freed, onFrame } from './on-frame.ts'
import {
  chunkFailed,
  chunkProgress,
  chunkStarted,
  drained,
  loseSpeaker,
  playbackFailed,
  silenced,
  unplayed,
} from './on-playback.ts'
import { lost, online } from './on-socket.ts'
import * as composing from './on-compose.ts'
import * as user from './on-user.ts'
import { expire, isHeld } from './outbox-policy.ts'
import type { Turn, TurnEvent, TurnState, TurnStep, TurnTimer } from './state.ts'
import { bark, wind } from './watchdog.ts'

/**
 * The turns of one conversation, as a pure function: no clock, no socket, no speaker. `at` is the time of the event in ms.
 * Where each rule is:
 * - what the person does, barge-in and interrupt: on-user.ts
 * - whose a frame is, without turn ids: attribution.ts; what it does: on-frame.ts, reply.ts, errors.ts
 * - speech that goes with files: on-compose.ts
 * - what may be sent by itself, and what is offered: outbox-policy.ts, on-socket.ts
 * - how turns end, and playback epochs: life.ts, on-playback.ts; what was heard: spoken.ts; what happens when nothing comes: watchdog.ts
 */
export function next(state: TurnState, event: TurnEvent, at: number): TurnStep {
  const draft = openDraft(state, at)
  apply(draft, event)
  settle(draft, state)
  return closeDraft(draft)
}

function apply(draft: Draft, event: TurnEvent): void {
  switch (event.type) {
    case 'start-speaking':
      return user.startSpeaking(draft, event)
    case 'audio':
      return user.takeAudio(draft, event)
    case 'end-speaking':
      return user.endSpeaking(draft, event.peak)
    case 'cancel-speaking':
      return user.cancelSpeaking(draft)
    case 'send-text':
      return user.sendText(draft, event)
    case 'compose':
      return composing.compose(draft, event)
    case 'send-words':
      return composing.sendWords(draft, event)
    case 'send-speech':
      return composing.sendSpeech(draft, event.turnId)
    case 'interrupt':
      return user.interrupt(draft)
    case 'keep-waiting':
      return user.keepWaiting(draft, event.turnId)
    case 'retry':
      return user.retry(draft, event.turnId)
    case 'discard':
      return user.discard(draft, event.turnId)
    case 'restored':
      return user.restore(draft, event.inputs)
    case 'reset':
      return user.reset(draft)
    case 'online':
      return online(draft)
    case 'lost':
      return lost(draft, event.failure)
    case 'frame':
      return onFrame(draft, event)
    case 'timer':
      return onTimer(draft, event.timer)
    case 'chunk-started':
      return chunkStarted(draft, event)
    case 'chunk-progress':
      return chunkProgress(draft, event)
    case 'chunk-failed':
      return chunkFailed(draft, event)
    case 'drained':
      return drained(draft, event)
    case 'unplayed':
      return unplayed(draft, event)
    case 'silenced':
      return silenced(draft, event)
    case 'playback-failed':
      return playbackFailed(draft, event)
  }
}

function onTimer(draft: Draft, timer: TurnTimer): void {
  switch (timer) {
    case 'watchdog':
      return bark(draft)
    case 'playback':
      return loseSpeaker(draft)
    case 'held':
      return expire(draft)
    case 'busy':
      return freed(draft)
    case 'shown':
      draft.shown = null
  }
}

/** What follows from the new state, whatever led to it. */
function settle(draft: Draft, before: TurnState): void {
  draft.turns = draft.turns.filter((turn) => isNeeded(draft, turn))
  wind(draft)
  if (draft.shown !== before.shown) {
    const ms = draft.shown === 'failed' ? TURN_MS.failedShown : TURN_MS.interruptedShown
    if (draft.shown === null) draft.effects.push({ type: 'clear-timer', timer: 'shown' })
    else draft.effects.push({ type: 'set-timer', timer: 'shown', ms })
  }
  draft.voice = voiceOf(draft)
  if (draft.voice !== before.voice) draft.effects.push({ type: 'voice', voice: draft.voice })
}

/** A final turn stays while its input is in the outbox, or while a frame may still be for it. */
function isNeeded(draft: Draft, turn: Turn): boolean {
  if (!isFinal(turn) || turn.isStored) return true
  const { id } = turn.view
  return (
    draft.current?.id === id ||
    draft.last === id ||
    draft.playing?.id === id ||
    draft.silenced?.id === id ||
    draft.waiting.some((one) => one.id === id)
  )
}

function voiceOf(draft: Draft): VoiceState {
  if (recording(draft) !== null) return 'listening'
  if (draft.playing !== null) return 'speaking'
  if (draft.turns.some((turn) => isAwaited(turn) || isHeld(turn) || composing.isComposing(turn)))
    return 'thinking'
  return draft.shown ?? 'idle'
}
