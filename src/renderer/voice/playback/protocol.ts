import type { QueueReport } from './sample-queue.ts'

/** Names under which the playback worklets' processors are registered. */
export const PLAYBACK_PROCESSOR = 'parley-playback'
export const TAP_PROCESSOR = 'parley-tap'

/** page → playback worklet */
export type PlaybackCommand =
  | {
      type: 'append'
      epoch: number
      seq: number
      samples: Float32Array<ArrayBuffer>
      sampleRate: number
    }
  | { type: 'end'; epoch: number }
  | { type: 'silence'; epoch: number }

/** playback worklet → page; frames are of the context's clock. */
export type PlaybackReport = QueueReport

/** page → tap worklet */
export interface TapCommand {
  on: boolean
}

/** tap worklet → page */
export interface TapReport {
  samples: Float32Array<ArrayBuffer>
  /** The tap was closed, and this is the end of what went through it. */
  isLast: boolean
}
