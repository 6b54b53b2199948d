import { keyCreatedSchema, assistantMessageSchema, startedSchema } from '../../shared/assistant-process.ts'
import type { AssistantRequest } from '../../shared/assistant-process.ts'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { AssistantSnapshot } from '../../shared/view.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

/** A running process of the local assistant, whatever runs it. */
export interface AssistantProcess {
  post(message: AssistantRequest): void
  onMessage(listener: (data: unknown) => void): void
  onExit(listener: (code: number) => void): void
  kill(): void
}

/** Omits keys of each member of a union by itself. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

export interface AssistantOptions {
  readonly spawn: () => AssistantProcess
  readonly dataDir: string
  readonly modelDir: string
  readonly locale: string
  /** Endpoints and voices, as the assistant's own settings file has them; checked by the assistant. */
  readonly config: () => unknown
  readonly clock: Clock
  readonly log: Log
  readonly changed: (snapshot: AssistantSnapshot) => void
  /** A timer rang; the text is what will be said. */
  readonly ringing: (text: string) => void
  /** Whether timers run, which ring only while it runs. */
  readonly hasTimers: (has: boolean) => void
  /** It listens again, at another address: the connection must be made anew. */
  readonly restarted: () => void
}

/** Pauses before it is started again after a crash, in ms; the last one stays. A crash loop must not eat a core. */
const RESTART_PAUSES_MS = [0, 1000, 5000, 30_000] as const
/** A process that ran this long was healthy: the next crash begins with the first pause, in ms. */
const HEALTHY_MS = 60_000
/** What one request may take, in ms; the first start makes a database and hashes a key. */
const REQUEST_DEADLINE_MS = 20_000
/** How long it may take to write everything down when it is told to stop, in ms. */
const STOP_DEADLINE_MS = 3000

interface Pending {
  resolve(data: unknown): void
  reject(error: Error): void
  cancelDeadline(): void
}

const OFF: AssistantSnapshot = { status: 'off', speech: false, problem: null }

/** Runs the local assistant in a process of its own, and starts it again when it dies. */
export class AssistantService {
  readonly #options: AssistantOptions
  #process: AssistantProcess | null = null
  #url: Promise<string> | null = null
  #snapshot: AssistantSnapshot = OFF
  #pending = new Map<number, Pending>()
  #nextId = 1
  #crashes = 0
  #startedAt = 0
  #stopping = false
  /** Nobody talks to it: it runs for its timers only. */
  #isResting = false
  /** How many timers run; null until it has said so. */
  #timers: number | null = null
  #cancelRestart: () => void = () => undefined

  constructor(options: AssistantOptions) {
    this.#options = options
  }

  get snapshot(): AssistantSnapshot {
    return this.#snapshot
  }

  /** Where it listens, for example `http://127.0.0.1:40123`; starts it when it is off. Rejects with a `FailureError`. */
  url(): Promise<string> {
    this.#isResting = false
    return this.#started()
  }

  /** Another server is in use from now on. It stops, unless timers run that nobody else would ring: then it stops after the last. */
  async rest(): Promise<void> {
    this.#isResting = true
    // While it starts, nobody knows yet.
    if (this.#process === null || this.#timers === 0) await this.stop()
  }

  /** Starts it for the sake of its timers alone. */
  async wakeForTimers(): Promise<void> {
    this.#isResting = true
    await this.#started().catch(() => undefined)
  }

  /** Makes an API key for a person of this desktop. */
  async createKey(username: string): Promise<string> {
    await this.url()
    const data = await this.#request({
      op: 'createKey',
      name: 'Parley',
      scopes: ['chat', 'file', 'config'],
      username,
    })
    return keyCreatedSchema.parse(data).key
  }

  /** Stops it, gently at first. It stays off until it is asked for again. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#cancelRestart()
    const child = this.#process
    if (child) {
      await this.#request({ op: 'stop' }, STOP_DEADLINE_MS).catch(() => undefined)
      child.kill()
    }
    this.#process = null
    this.#url = null
    this.#set(OFF)
    this.#stopping = false
  }

  #started(): Promise<string> {
    this.#url ??= this.#start()
    return this.#url
  }

  async #start(): Promise<string> {
    const { clock, dataDir, modelDir, locale, config, log } = this.#options
    this.#timers = null
    this.#set({ status: 'starting', speech: false, problem: null })
    const child = this.#options.spawn()
    this.#process = child
    this.#startedAt = clock.elapsed()
    child.onMessage((data) => {
      if (this.#process === child) this.#receive(data)
    })
    child.onExit((code) => {
      if (this.#process === child) this.#onExit(code)
    })
    try {
      const data = await this.#request({ op: 'start', dataDir, modelDir, locale, config: config() })
      const { url } = startedSchema.parse(data)
      log.info({ url }, 'the local assistant listens')
      // Speech may have reported already, while the answer was on its way.
      this.#set({ ...this.#snapshot, status: 'ready' })
      return url
    } catch (error) {
      this.#url = null
      const problem = error instanceof FailureError ? error.failure : crashed('It did not start.')
      if (this.#process === child) {
        this.#process = null
        child.kill()
        this.#set({ status: 'failed', speech: false, problem })
      }
      throw new FailureError(problem, { cause: error })
    }
  }

  #onExit(code: number): void {
    const { clock, log } = this.#options
    this.#process = null
    this.#url = null
    const problem = crashed(`Its process ended with code ${code}.`)
    for (const pending of this.#pending.values()) {
      pending.cancelDeadline()
      pending.reject(new FailureError(problem))
    }
    this.#pending.clear()
    if (this.#stopping) return
    log.error({ code }, 'the local assistant stopped by itself')
    this.#set({ status: 'failed', speech: false, problem })
    if (clock.elapsed() - this.#startedAt > HEALTHY_MS) this.#crashes = 0
    const pause = RESTART_PAUSES_MS[Math.min(this.#crashes, RESTART_PAUSES_MS.length - 1)] ?? 0
    this.#crashes += 1
    this.#cancelRestart = clock.setTimer(() => {
      this.#started().then(this.#options.restarted, () => undefined)
    }, pause)
  }

  #receive(data: unknown): void {
    const parsed = assistantMessageSchema.safeParse(data)
    if (!parsed.success) {
      this.#options.log.warn(
        { reason: parsed.error.issues[0]?.message },
        'a bad message from the local assistant',
      )
      return
    }
    const message = parsed.data
    if ('event' in message) {
      if (message.event === 'ringing') this.#options.ringing(message.text)
      else if (message.event === 'timers') this.#countTimers(message.running)
      else if (message.event === 'speech-ready') this.#set({ ...this.#snapshot, speech: true, problem: null })
      else this.#set({ ...this.#snapshot, speech: false, problem: message.error })
      return
    }
    const pending = this.#pending.get(message.id)
    if (!pending) return
    this.#pending.delete(message.id)
    pending.cancelDeadline()
    if (message.ok) pending.resolve(message.data)
    else pending.reject(new FailureError(message.error))
  }

  #countTimers(running: number): void {
    this.#timers = running
    this.#options.hasTimers(running > 0)
    if (this.#isResting && running === 0) void this.stop()
  }

  #request(request: Without<AssistantRequest, 'id'>, deadlineMs = REQUEST_DEADLINE_MS): Promise<unknown> {
    const id = this.#nextId
    this.#nextId += 1
    return new Promise((resolve, reject) => {
      const cancelDeadline = this.#options.clock.setTimer(() => {
        this.#pending.delete(id)
        reject(new FailureError(failure('ASSISTANT_FAILED', 'The local assistant does not answer.', true)))
      }, deadlineMs)
      this.#pending.set(id, { resolve, reject, cancelDeadline })
      this.#process?.post({ ...request, id })
    })
  }

  #set(snapshot: AssistantSnapshot): void {
    this.#snapshot = snapshot
    this.#options.changed(snapshot)
  }
}

function crashed(reason: string): Failure {
  return failure('ASSISTANT_FAILED', `The local assistant stopped. ${reason}`, true)
}
