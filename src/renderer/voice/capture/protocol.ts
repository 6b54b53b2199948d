import type { CutterMessage } from './segment-cutter.ts'

/** Name under which the capture processor is registered. */
export const CAPTURE_PROCESSOR = 'parley-capture'

/** page → capture worklet */
export type CaptureCommand =
  { type: 'start'; segment: string } | { type: 'stop' } | { type: 'pre-roll'; ms: number } | { type: 'clear' }

/** capture worklet → page */
export type CaptureReport = CutterMessage
