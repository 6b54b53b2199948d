import type { CaptureCommand, CaptureReport } from './protocol.ts'

/** The thread that reads the microphone. It outlives streams, so that a segment survives a change of microphone. */
export class RecorderThread {
  /** Rejects when the worker can't be loaded. */
  readonly ready: Promise<void>
  readonly #worker: Worker

  constructor(onReport: (report: Exclude<CaptureReport, { type: 'ready' }>) => void) {
    const worker = new Worker(new URL('./capture.worker.ts', import.meta.url), { type: 'module' })
    const loading = Promise.withResolvers<undefined>()
    worker.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      if (data.type === 'ready') loading.resolve(undefined)
      else onReport(data)
    }
    worker.onerror = ({ message }) => {
      loading.reject(new Error(message || 'The capture worker could not be loaded.'))
    }
    this.#worker = worker
    this.ready = loading.promise
  }

  tell(command: CaptureCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer)
  }

  close(): void {
    this.#worker.terminate()
  }
}
