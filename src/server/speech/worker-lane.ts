import { Worker } from 'node:worker_threads'
import type { FailureCode } from '../../shared/failure.ts'
import { cancelled, fromValue, speechFailure } from './failures.ts'
import type { LaneStatus } from './types.ts'
import type { CloseMessage, JobMessage, WorkerMessage } from './worker-protocol.ts'

/** How long a worker may take to finish what it is doing when it is to end, ms: a load takes about one second. */
const RETIRE_MS = 10_000

export interface LaneOptions {
  readonly name: string
  readonly url: URL
  /** Makes the worker's `workerData`; asked before each start, so that a missing file is noticed and a mended one found. */
  readonly prepare: () => Promise<object>
  /** What a crash is called. */
  readonly code: FailureCode
  /** A job that takes longer than this, in ms, is taken for hung: its worker is ended and the job fails. */
  readonly jobTimeoutMs: number
}

interface Job<Input, Output> {
  readonly id: number
  readonly input: Input
  readonly cancelFlag: Int32Array<SharedArrayBuffer>
  readonly resolve: (value: { output: Output; ms: number }) => void
  readonly reject: (error: Error) => void
  /** Stops listening to the job's signal. */
  readonly release: () => void
}

/**
 * One worker thread with a queue, first in, first out. Waiting jobs never reach the worker, so cancelling one drops it at
 * once; cancelling the running one rejects at once too, and its result is thrown away when it comes. After a crash the running
 * job fails and the next one starts a new worker.
 */
export class WorkerLane<Input, Output> {
  readonly #options: LaneOptions
  readonly #queue: Job<Input, Output>[] = []
  #worker: Worker | null = null
  /** The worker that is loading. */
  #starting: Worker | null = null
  #loading: Promise<void> | null = null
  /** The job in the worker. It stays here when it is cancelled, until the worker is free again. */
  #running: Job<Input, Output> | null = null
  #watchdog: NodeJS.Timeout | null = null
  #nextId = 1
  #restarts = 0
  #hasCrashed = false
  #lastError: string | null = null
  #isClosed = false

  constructor(options: LaneOptions) {
    this.#options = options
  }

  /** Starts and warms up the worker when there is none. */
  load(): Promise<void> {
    if (this.#isClosed) return Promise.reject(cancelled())
    this.#loading ??= this.#start().catch((error: unknown) => {
      this.#loading = null
      this.#lastError = error instanceof Error ? error.message : String(error)
      throw error
    })
    return this.#loading
  }

  /** Does one job. Rejects with `CANCELLED` as soon as the signal is aborted. */
  run(input: Input, signal: AbortSignal): Promise<{ output: Output; ms: number }> {
    if (this.#isClosed || signal.aborted) return Promise.reject(cancelled())
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#cancel(job)
      const job: Job<Input, Output> = {
        id: this.#nextId++,
        input,
        cancelFlag: new Int32Array(new SharedArrayBuffer(4)),
        resolve,
        reject,
        release: () => signal.removeEventListener('abort', onAbort),
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#queue.push(job)
      this.#pump()
    })
  }

  status(): LaneStatus {
    const state = this.#isClosed
      ? 'closed'
      : this.#running !== null
        ? 'busy'
        : this.#worker !== null
          ? 'ready'
          : this.#loading !== null
            ? 'loading'
            : this.#lastError !== null
              ? 'failed'
              : 'idle'
    return {
      name: this.#options.name,
      state,
      queued: this.#queue.length,
      restarts: this.#restarts,
      lastError: this.#lastError,
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const worker = this.#worker
    const loading = this.#loading
    this.#failAll(cancelled())
    this.#worker = null
    await Promise.all([worker && retire(worker), this.#starting && retire(this.#starting)])
    await loading?.catch(() => undefined)
  }

  async #start(): Promise<void> {
    const workerData = await this.#options.prepare()
    this.#throwIfClosed()
    if (this.#hasCrashed) this.#restarts++
    const worker = new Worker(this.#options.url, { workerData, name: this.#options.name })
    // A loaded model must not keep a process alive that has nothing else to do.
    worker.unref()
    this.#starting = worker
    try {
      await this.#loaded(worker)
      this.#throwIfClosed()
    } catch (error) {
      await retire(worker)
      this.#throwIfClosed()
      throw error
    } finally {
      this.#starting = null
    }
    this.#worker = worker
    this.#hasCrashed = false
    worker.on('message', (message: WorkerMessage<Output>) => this.#onMessage(message))
    worker.on('error', (error: Error) => this.#onCrash(worker, error.message))
    worker.on('exit', (code) => this.#onCrash(worker, `it ended with ${code}`))
    this.#pump()
  }

  #throwIfClosed(): void {
    if (this.#isClosed) throw cancelled()
  }

  #loaded(worker: Worker): Promise<void> {
    const { code, name } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const onMessage = (message: WorkerMessage<Output>): void => {
      if (message.type === 'loaded') resolve()
      else if (message.type === 'load-failed') reject(fromValue(message.failure))
    }
    const onError = (error: Error): void =>
      reject(speechFailure(code, `${name}: ${error.message}`, true, error))
    const onExit = (status: number): void =>
      reject(speechFailure(code, `${name} ended with ${status} while loading`, true))
    // While it loads, the worker does keep the process alive: someone is waiting for it.
    worker.ref()
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    return promise.finally(() => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      worker.unref()
    })
  }

  /** Hands the next job to the worker, starting it when needed. */
  #pump(): void {
    if (this.#running !== null || this.#queue.length === 0 || this.#isClosed) return
    const worker = this.#worker
    if (worker === null) {
      this.load().catch((error: unknown) => {
        // The load failed for everyone who waits for it.
        const reason = error instanceof Error ? error : new Error(String(error))
        for (const job of this.#queue.splice(0)) settle(job, () => job.reject(reason))
      })
      return
    }
    const job = this.#queue.shift() as Job<Input, Output>
    this.#running = job
    worker.ref()
    this.#watchdog = setTimeout(() => {
      this.#onCrash(worker, `no answer for ${this.#options.jobTimeoutMs} ms`)
    }, this.#options.jobTimeoutMs)
    const message: JobMessage<Input> = { id: job.id, input: job.input, cancelFlag: job.cancelFlag }
    worker.postMessage(message)
  }

  #onMessage(message: WorkerMessage<Output>): void {
    const job = this.#running
    if (message.type === 'loaded' || message.type === 'load-failed' || job?.id !== message.id) return
    this.#free()
    if (message.type === 'done') settle(job, () => job.resolve({ output: message.output, ms: message.ms }))
    else settle(job, () => job.reject(fromValue(message.failure)))
    this.#pump()
  }

  #onCrash(worker: Worker, why: string): void {
    if (this.#worker !== worker) return
    const job = this.#running
    this.#free()
    this.#worker = null
    this.#loading = null
    this.#hasCrashed = true
    this.#lastError = `${this.#options.name}: ${why}`
    void worker.terminate()
    if (job !== null) {
      const error = speechFailure(this.#options.code, this.#lastError, true)
      settle(job, () => job.reject(error))
    }
    this.#pump()
  }

  #cancel(job: Job<Input, Output>): void {
    Atomics.store(job.cancelFlag, 0, 1)
    const at = this.#queue.indexOf(job)
    if (at >= 0) this.#queue.splice(at, 1)
    // Settling twice is harmless: a promise keeps its first outcome.
    settle(job, () => job.reject(cancelled()))
  }

  #free(): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog)
    this.#watchdog = null
    this.#running = null
    this.#worker?.unref()
  }

  #failAll(error: Error): void {
    const jobs = [...(this.#running === null ? [] : [this.#running]), ...this.#queue.splice(0)]
    this.#free()
    for (const job of jobs) {
      Atomics.store(job.cancelFlag, 0, 1)
      settle(job, () => job.reject(error))
    }
  }
}

/**
 * Ends a worker from within. Ending it from outside in the middle of native code makes that code throw where nothing can
 * catch it, and takes the whole process along; so that is only for a worker that hangs.
 */
async function retire(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve())
  })
  // The thread may be gone already, and then says so no more.
  if (worker.threadId === -1) return
  worker.postMessage({ close: true } satisfies CloseMessage)
  let deadline: NodeJS.Timeout | undefined
  const hung = new Promise<void>((resolve) => {
    deadline = setTimeout(resolve, RETIRE_MS)
  })
  await Promise.race([ended, hung])
  clearTimeout(deadline)
  await worker.terminate()
}

function settle<Input, Output>(job: Job<Input, Output>, outcome: () => void): void {
  job.release()
  outcome()
}
