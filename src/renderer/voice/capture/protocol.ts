import type { Silence } from '../../../shared/view.ts'
import type { CutterMessage } from './segment-cutter.ts'

/** Samples in a block of {@link StreamMessage}: what the Silero VAD takes at 16 kHz. */
export const STREAM_BLOCK_SAMPLES = 512

/** page → capture worker. Times are those of the page's `performance.now()`, in ms. */
export type CaptureCommand =
  /** Reads this microphone. `timeOrigin` is the page's `performance.timeOrigin`: the worker's clock began when it did. */
  | { type: 'plug'; token: number; readable: ReadableStream<AudioData>; timeOrigin: number }
  /** The microphone was closed: what was heard before is no part of what follows. */
  | { type: 'unplug' }
  /** `preRollMs` limits what a segment takes from before it, if it is to be less than what is kept. */
  | { type: 'start'; segment: string; preRollMs?: number | undefined }
  /** Ends the segment with what was spoken until this moment. */
  | { type: 'stop'; at: number }
  /** How much is kept of what was heard before a segment, in ms. */
  | { type: 'pre-roll'; ms: number }
  /** Whether `level` is said. */
  | { type: 'watch'; on: boolean }
  /** Who gets the whole stream, as {@link StreamMessage}, in place of an earlier listener; null for nobody. */
  | { type: 'listen'; port: MessagePort | null }

/** capture worker → page */
export type CaptureReport =
  | CutterMessage
  /** Said once: the worker is loaded and listens. */
  | { type: 'ready' }
  /** The microphone that was plugged with this token can't be read any more. */
  | { type: 'lost'; token: number }
  /** Peak of the stream since the last one, 0 to 1, at most 15 times a second. */
  | { type: 'level'; peak: number }
  /** Of the segment that runs. */
  | { type: 'silence'; silence: Silence | null }

/** capture worker → whoever listens to the whole stream, segments or not. */
export type StreamMessage =
  /** The next samples, 16 kHz mono, -1 to 1, without a gap since the block before. The buffer is the receiver's. */
  | { type: 'block'; samples: Float32Array<ArrayBuffer> }
  /** The microphone was closed or changed: what follows is another stream. */
  | { type: 'gap' }
