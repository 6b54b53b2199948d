import { failure, FailureError } from '../../shared/failure.ts'
import { assistantMessageSchema, recognisedSchema } from '../../shared/assistant-process.ts'
import type { AssistantProcess } from '../assistant/assistant-service.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

export interface RecogniserOptions {
  /** The local assistant's program; asked for nothing but recognition, it opens no port and no database. */
  readonly spawn: () => AssistantProcess
  readonly modelDir: string
  /** The assistant's settings: another recogniser may be named there. */
  readonly config: () => unknown
  readonly clock: Clock
  readonly log: Log
}

/** What one recognition may take, in ms: the models load in a second or two, and a minute of speech takes about four. */
const DEADLINE_MS = 60_000
/** A recogniser that nobody has asked for so long is ended, in ms: its models are 30 MB on disk and more in memory. */
const IDLE_MS = 3 * 60_000

interface Pending {
  resolve(text: string): void
  reject(error: Error): void
  cancelDeadline(): void
}

/** The embedded recogniser, in a process of its own that is there only while it is needed. */
export class Recogniser {
  readonly #options: RecogniserOptions
  #process: AssistantProcess | null = null
  readonly #pending = new Map<number, Pending>()
  #nextId = 1
  #cancelIdle: () => void = () => undefined

  constructor(options: RecogniserOptions) {
    this.#options = options
  }

  /** What is said; empty when nobody spoke. Rejects with a `FailureError`: `STT_FAILED`, `MODELS_MISSING`, `MODELS_INVALID`. */
  recognise(pcm: Uint8Array<ArrayBuffer>): Promise<string> {
    const { clock, modelDir, config } = this.#options
    this.#cancelIdle()
    const child = (this.#process ??= this.#start())
    const id = this.#nextId++
    return new Promise<string>((resolve, reject) => {
      const cancelDeadline = clock.setTimer(() => {
        this.#end(child, 'it does not answer')
      }, DEADLINE_MS)
      this.#pending.set(id, { resolve, reject, cancelDeadline })
      child.post({ id, op: 'recognise', modelDir, config: config(), pcm })
    }).finally(() => {
      if (this.#pending.size === 0) this.#cancelIdle = clock.setTimer(() => this.close(), IDLE_MS)
    })
  }

  /** Ends it; it starts again when it is asked. */
  close(): void {
    this.#cancelIdle()
    if (this.#process) this.#end(this.#process, 'it was ended')
  }

  #start(): AssistantProcess {
    const child = this.#options.spawn()
    child.onMessage((data) => {
      if (this.#process === child) this.#receive(data)
    })
    child.onExit((code) => {
      this.#end(child, `it ended with code ${code}`)
    })
    return child
  }

  #receive(data: unknown): void {
    const message = assistantMessageSchema.safeParse(data).data
    if (message === undefined || 'event' in message) return
    const pending = this.#pending.get(message.id)
    if (!pending) return
    this.#pending.delete(message.id)
    pending.cancelDeadline()
    if (message.ok) pending.resolve(recognisedSchema.parse(message.data).text)
    else pending.reject(new FailureError(message.error))
  }

  #end(child: AssistantProcess, why: string): void {
    if (this.#process !== child) return
    this.#process = null
    this.#options.log.info({ why }, 'the recogniser ends')
    for (const pending of this.#pending.values()) {
      pending.cancelDeadline()
      pending.reject(new FailureError(failure('STT_FAILED', `The recogniser failed: ${why}`, true)))
    }
    this.#pending.clear()
    child.kill()
  }
}
