import { MAX_SEGMENT_MS, UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import type { HandsFreeConfig } from '../../../shared/voice-port.ts'
import { VAD_BLOCK } from './silero.ts'

/*
 * Where speech begins and ends, from the detector's probabilities: a pure machine, one step a block of 32 ms.
 *
 *   quiet → maybe      a block is speech
 *   maybe → speaking   some more are: `started`. If they don't come, it was a click, and nobody hears of it
 *   speaking           as much speech as the shortest that counts: `confirmed`
 *   speaking → quiet   a pause: `ended`, or `misfired` when it was not confirmed
 *
 * Two thresholds keep a voice that fades for a moment from ending its own speech.
 */

/** Length of one block, in ms. */
export const BLOCK_MS = (VAD_BLOCK / UPLINK_SAMPLE_RATE) * 1000

/** Speech in a row that is worth opening a segment for, in ms: clicks and knocks are shorter for the detector. */
const START_MS = 96
/** What begins must go on within this time, in ms. */
const MAYBE_MS = 256
/** Quiet after `rearm`, in ms: what goes on without a break belongs to what was before. */
const REARM_MS = 256
/** Room for the pad and the last frame in the longest segment, in ms. */
const LONGEST_MARGIN_MS = 2000

export interface SegmenterState {
  /** Speech that began at sample `from` of the stream. Times are in ms. */
  readonly speech: {
    readonly id: number
    readonly from: number
    readonly voicedMs: number
    readonly silentMs: number
    readonly lengthMs: number
    readonly stage: 'maybe' | 'speaking' | 'confirmed'
  } | null
  /** Quiet that must come before anything counts, in ms. */
  readonly quietNeededMs: number
  readonly lastId: number
}

/** One block as the segmenter sees it. */
export interface HeardBlock {
  /** Its first sample, counted from the beginning of the stream. */
  readonly at: number
  /** 0 to 1. */
  readonly probability: number
}

export type SegmenterEvent =
  | { readonly type: 'started'; readonly speech: number; readonly from: number }
  | { readonly type: 'confirmed' | 'ended' | 'misfired'; readonly speech: number }

export interface SegmenterStep {
  readonly state: SegmenterState
  readonly events: readonly SegmenterEvent[]
}

export const INITIAL_SEGMENTER: SegmenterState = { speech: null, quietNeededMs: 0, lastId: 0 }

/** What speech is to be told by; a part of what main configures. */
export type Thresholds = Pick<HandsFreeConfig, 'positive' | 'negative' | 'redemptionMs' | 'minSpeechMs'>

/** Takes the next block. */
export function nextBlock(state: SegmenterState, block: HeardBlock, by: Thresholds): SegmenterStep {
  const isSpeech = block.probability >= by.positive
  const isSilence = block.probability < by.negative
  if (state.quietNeededMs > 0) return awaitQuiet(state, isSilence)
  if (!state.speech) {
    if (!isSpeech) return { state, events: [] }
    const id = state.lastId + 1
    const speech = { id, from: block.at, voicedMs: 0, silentMs: 0, lengthMs: 0, stage: 'maybe' } as const
    return goOn({ ...state, speech, lastId: id }, isSpeech, isSilence, by)
  }
  return goOn(state, isSpeech, isSilence, by)
}

/** What is being said belongs to a segment of another's: only what begins after a pause counts. No event comes of it. */
export function rearm(state: SegmenterState): SegmenterState {
  return { ...state, speech: null, quietNeededMs: REARM_MS }
}

function awaitQuiet(state: SegmenterState, isSilence: boolean): SegmenterStep {
  const quietNeededMs = isSilence ? Math.max(0, state.quietNeededMs - BLOCK_MS) : REARM_MS
  return { state: { ...state, quietNeededMs }, events: [] }
}

function goOn(state: SegmenterState, isSpeech: boolean, isSilence: boolean, by: Thresholds): SegmenterStep {
  const before = state.speech
  if (!before) return { state, events: [] }
  const events: SegmenterEvent[] = []
  const voicedMs = before.voicedMs + (isSpeech ? BLOCK_MS : 0)
  // A block between the thresholds is neither: it leaves the pause as long as it was.
  const silentMs = isSpeech ? 0 : before.silentMs + (isSilence ? BLOCK_MS : 0)
  const lengthMs = before.lengthMs + BLOCK_MS
  const { id, from } = before
  let { stage } = before

  if (stage === 'maybe') {
    if (voicedMs >= START_MS) {
      stage = 'speaking'
      events.push({ type: 'started', speech: id, from })
    } else if (lengthMs >= MAYBE_MS) {
      return { state: { ...state, speech: null }, events }
    }
  }
  if (stage === 'speaking' && voicedMs >= by.minSpeechMs) {
    stage = 'confirmed'
    events.push({ type: 'confirmed', speech: id })
  }
  const isTooLong = lengthMs >= MAX_SEGMENT_MS - LONGEST_MARGIN_MS
  if (stage !== 'maybe' && (silentMs >= by.redemptionMs || isTooLong)) {
    events.push({ type: stage === 'confirmed' ? 'ended' : 'misfired', speech: id })
    // Noise that does not end is sent once, not again and again.
    return { state: { ...state, speech: null, quietNeededMs: isTooLong ? REARM_MS : 0 }, events }
  }
  return { state: { ...state, speech: { id, from, voicedMs, silentMs, lengthMs, stage } }, events }
}
