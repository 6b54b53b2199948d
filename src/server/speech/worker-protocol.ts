import type { Failure } from '../../shared/failure.ts'
import type { RecognizerModel } from './recognizer-model.ts'

/** `workerData` of the recogniser's worker. */
export interface SttWorkerData {
  readonly model: RecognizerModel
  /** Path of the Silero VAD. */
  readonly vad: string
  readonly threads: number
}

/** `workerData` of the voice's worker. */
export interface TtsWorkerData {
  /** Path of `flite.wasm`. */
  readonly wasm: string
  readonly voice: string
  /** Speech rate: 1 is the voice's own, 2 twice as fast. */
  readonly rate: number
}

/** Main to worker: one job at a time. */
export interface JobMessage<Input> {
  readonly id: number
  readonly input: Input
  /** One `Int32` in shared memory; not 0 once the job is cancelled, so that a worker busy in a loop can see it. */
  readonly cancelFlag: Int32Array<SharedArrayBuffer>
}

/** Main to worker: no more jobs will come; end by yourself when the one in hand is done. */
export interface CloseMessage {
  readonly close: true
}

/** Worker to main. `loaded` comes once, before any result. */
export type WorkerMessage<Output> =
  | { readonly type: 'loaded' }
  | { readonly type: 'load-failed'; readonly failure: Failure }
  | { readonly type: 'done'; readonly id: number; readonly output: Output; readonly ms: number }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure }
