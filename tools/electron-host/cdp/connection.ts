import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** A CDP command that Chromium refused. */
export class CdpError extends Error {
  readonly method: string
  constructor(method: string, message: string) {
    super(`${method}: ${message}`)
    this.name = 'CdpError'
    this.method = method
  }
}

/** The connection or the target went away before Chromium answered. */
export class CdpClosedError extends CdpError {
  constructor(method: string) {
    super(method, 'the target was closed')
    this.name = 'CdpClosedError'
  }
}

interface Incoming {
  id?: number
  method?: string
  params?: unknown
  result?: unknown
  error?: { message: string }
  sessionId?: string
}

interface Pending {
  method: string
  sessionId: string
  resolve(result: never): void
  reject(error: Error): void
}

/**
 * Chromium's DevTools protocol over `--remote-debugging-pipe`: JSON messages ended by a zero byte. A pipe needs no open
 * port, and Chromium quits by itself when our end of it closes, even if this process is killed.
 */
export class CdpConnection {
  readonly root: CdpSession
  #write: Writable
  #nextId = 0
  #pending = new Map<number, Pending>()
  #sessions = new Map<string, CdpSession>()
  #partial: Buffer[] = []
  #closed = false

  constructor(write: Writable, read: Readable) {
    this.#write = write
    this.root = new CdpSession(this, '')
    this.#sessions.set('', this.root)
    read.on('data', (chunk: Buffer) => this.#receive(chunk))
    read.on('close', () => this.close())
    // Writing to a Chromium that has just died; `close` settles everything that waits.
    write.on('error', () => this.close())
    read.on('error', () => this.close())
  }

  send<T>(method: string, params: object, sessionId: string): Promise<T> {
    if (this.#closed || !this.#sessions.has(sessionId)) return Promise.reject(new CdpClosedError(method))
    const id = ++this.#nextId
    const message = sessionId === '' ? { id, method, params } : { id, method, params, sessionId }
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { method, sessionId, resolve, reject })
      this.#write.write(`${JSON.stringify(message)}\0`)
    })
  }

  /** The session that a `Target.attachedToTarget` event named. */
  session(sessionId: string): CdpSession {
    let session = this.#sessions.get(sessionId)
    if (!session) {
      session = new CdpSession(this, sessionId)
      this.#sessions.set(sessionId, session)
    }
    return session
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#write.destroy()
    for (const sessionId of [...this.#sessions.keys()]) this.#endSession(sessionId)
  }

  #receive(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      this.#partial.push(chunk.subarray(start, end))
      const text =
        this.#partial.length === 1 ? this.#partial[0]!.toString() : Buffer.concat(this.#partial).toString()
      this.#partial = []
      start = end + 1
      this.#dispatch(JSON.parse(text) as Incoming)
    }
    if (start < chunk.length) this.#partial.push(chunk.subarray(start))
  }

  #dispatch(message: Incoming): void {
    if (message.id !== undefined) {
      const waiting = this.#pending.get(message.id)
      this.#pending.delete(message.id)
      if (!waiting) return
      if (message.error) waiting.reject(new CdpError(waiting.method, message.error.message))
      else waiting.resolve(message.result as never)
      return
    }
    // Sessions are made here so that no event of a new target can arrive before its session exists.
    if (message.method === 'Target.attachedToTarget')
      this.session((message.params as { sessionId: string }).sessionId)
    if (message.method === undefined) return
    this.#sessions.get(message.sessionId ?? '')?.emit(message.method, message.params)
    if (message.method === 'Target.detachedFromTarget')
      this.#endSession((message.params as { sessionId: string }).sessionId)
  }

  #endSession(sessionId: string): void {
    const session = this.#sessions.get(sessionId)
    if (!session) return
    this.#sessions.delete(sessionId)
    for (const [id, waiting] of this.#pending) {
      if (waiting.sessionId !== sessionId) continue
      this.#pending.delete(id)
      waiting.reject(new CdpClosedError(waiting.method))
    }
    session.emit('closed')
  }
}

/** One attached target (or the browser itself). Emits each CDP event under its method name, and `closed`. */
export class CdpSession extends EventEmitter {
  readonly id: string
  readonly #connection: CdpConnection

  constructor(connection: CdpConnection, id: string) {
    super()
    this.#connection = connection
    this.id = id
  }

  send<T = unknown>(method: string, params: object = {}): Promise<T> {
    return this.#connection.send<T>(method, params, this.id)
  }

  /** Sends a command whose only interesting failure is one on a living target, which is reported on stderr. */
  post(method: string, params: object = {}): void {
    this.send(method, params).catch((error: unknown) => {
      if (!(error instanceof CdpClosedError)) console.error(`electron-host: ${String(error)}`)
    })
  }
}
