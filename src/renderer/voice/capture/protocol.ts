import type { CutterMessage } from './segment-cutter.ts'

/** page → capture worker. Times are those of the page's `performance.now()`, in ms. */
export type CaptureCommand =
  /**
   * Reads this microphone. `timeOrigin` is the page's `performance.timeOrigin`: AudioData of a MediaStreamTrack carries the time
   * at which its first sample was captured on the clock that the page calls `performance.now()` (in µs).
   */
  | { type: 'plug'; token: number; readable: ReadableStream<AudioData>; timeOrigin: number }
  /** The microphone was closed: what was heard before is no part of what follows. */
  | { type: 'unplug' }
  | { type: 'start'; segment: string }
  /** Ends the segment with the sample that was captured at this moment. */
  | { type: 'stop'; at: number }
  | { type: 'pre-roll'; ms: number }

/** capture worker → page */
export type CaptureReport =
  | CutterMessage
  /** Said once: the worker is loaded and listens. */
  | { type: 'ready' }
  /** The microphone that was plugged with this token can't be read any more. */
  | { type: 'lost'; token: number }
