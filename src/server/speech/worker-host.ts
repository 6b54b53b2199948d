import { parentPort } from 'node:worker_threads'
import type { Transferable } from 'node:worker_threads'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure, FailureCode } from '../../shared/failure.ts'
import type { CloseMessage, JobMessage, WorkerMessage } from './worker-protocol.ts'

/** What a worker does with one job. `isCancelled` may be asked between steps. */
export type JobHandler<Input, Output> = (
  input: Input,
  isCancelled: () => boolean,
) => { readonly output: Output; readonly transfer?: readonly Transferable[] }

/**
 * The worker's side of the protocol: loads once, says so, then answers jobs.
 *
 * @param load makes the handler and does a first dummy run, so that the first real job is as fast as the next.
 * @param code what an unknown error of this worker is called.
 */
export function serveJobs<Input, Output>(load: () => JobHandler<Input, Output>, code: FailureCode): void {
  const port = parentPort
  if (port === null) throw new Error('This file runs as a worker only')
  const send = (message: WorkerMessage<Output>, transfer: readonly Transferable[] = []): void =>
    port.postMessage(message, [...transfer])
  const describe = (error: unknown): Failure =>
    error instanceof FailureError
      ? error.failure
      : failure(code, error instanceof Error ? error.message : String(error), true)

  let handler: JobHandler<Input, Output>
  try {
    handler = load()
  } catch (error) {
    send({ type: 'load-failed', failure: describe(error) })
    return
  }
  port.on('message', (message: JobMessage<Input> | CloseMessage) => {
    if ('close' in message) return port.close()
    const { id, input, cancelFlag } = message
    const isCancelled = (): boolean => Atomics.load(cancelFlag, 0) !== 0
    try {
      const start = performance.now()
      const { output, transfer } = handler(input, isCancelled)
      send({ type: 'done', id, output, ms: performance.now() - start }, transfer)
    } catch (error) {
      send({ type: 'failed', id, failure: describe(error) })
    }
  })
  send({ type: 'loaded' })
}
