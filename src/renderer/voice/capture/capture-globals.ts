/*
 * What Chromium has for capture and TypeScript's DOM library lacks. Declared once; the page and the worker import what they use.
 */

interface TrackProcessorInit {
  readonly track: MediaStreamTrack
  /** Buffers that wait for the reader before the oldest is dropped. */
  readonly maxBufferSize?: number
}

/**
 * https://www.w3.org/TR/mediacapture-transform/ has it in workers and for video only; Chromium has had it for audio, and in
 * windows, since version 94. A track can't be transferred but the processor's stream can, so the page makes it and a worker reads.
 */
type TrackProcessor = new (init: TrackProcessorInit) => { readonly readable: ReadableStream<AudioData> }

const { MediaStreamTrackProcessor } = globalThis as unknown as { MediaStreamTrackProcessor: TrackProcessor }

/**
 * A microphone's buffers as the system delivers them, with no clock but the microphone's own. (A MediaStreamAudioSourceNode
 * is read at the pace of the loudspeaker: what waits between the two clocks is late by as much, and lost at the end.)
 */
export function readTrack(track: MediaStreamTrack, maxBufferSize: number): ReadableStream<AudioData> {
  return new MediaStreamTrackProcessor({ track, maxBufferSize }).readable
}

interface WorkerScope {
  onmessage: ((event: MessageEvent<never>) => void) | null
  postMessage(message: unknown, transfer?: Transferable[]): void
}

/** The global scope of a dedicated worker. */
export const workerScope = globalThis as unknown as WorkerScope
