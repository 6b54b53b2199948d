import WebSocket from 'ws'
import type { ClientOptions, RawData } from 'ws'
import { Mismatch, short } from './outcome.ts'

/** A frame from the server, unchecked. */
export type Frame = Record<string, unknown>

export interface Closed {
  code: number
  reason: string
}

/** What came of a handshake. */
export type Opened = { kind: 'open'; socket: TestSocket } | { kind: 'refused'; status: number; body: string }

/** Opens a WebSocket by the rules of a plain client. */
export function openSocket(url: URL, options: ClientOptions = {}, protocols: string[] = []): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(url, protocols, {
      perMessageDeflate: false,
      handshakeTimeout: 15_000,
      ...options,
    })
    const socket = new TestSocket(ws)
    ws.once('open', () => resolve({ kind: 'open', socket }))
    ws.once('unexpected-response', (_request, response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => {
        resolve({ kind: 'refused', status: response.statusCode ?? 0, body })
        ws.terminate()
      })
    })
    ws.once('error', reject)
  })
}

/** A WebSocket whose frames are kept until they are asked for. */
export class TestSocket {
  readonly #ws: WebSocket
  readonly #frames: Frame[] = []
  #closed: Closed | null = null
  #wake: (() => void)[] = []

  constructor(ws: WebSocket) {
    this.#ws = ws
    ws.on('message', (data: RawData) => {
      this.#frames.push(parse(data))
      this.#notify()
    })
    ws.on('close', (code, reason) => {
      this.#closed = { code, reason: reason.toString() }
      this.#notify()
    })
    // 'close' follows.
    ws.on('error', () => undefined)
  }

  /** The subprotocol that the server chose. */
  get protocol(): string {
    return this.#ws.protocol
  }

  send(...frames: unknown[]): void {
    for (const frame of frames) this.#ws.send(JSON.stringify(frame))
  }

  sendRaw(data: string | Uint8Array, options: { binary?: boolean; fin?: boolean } = {}): void {
    this.#ws.send(data, { binary: typeof data !== 'string', ...options })
  }

  /** Writes bytes past the WebSocket layer. */
  sendBytes(bytes: Uint8Array): void {
    ;(this.#ws as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(bytes)
  }

  /** Ms until a ping is answered. */
  async ping(withinMs = 5000): Promise<number> {
    const from = performance.now()
    await within(
      new Promise<void>((resolve) => {
        this.#ws.once('pong', () => resolve())
        this.#ws.ping()
      }),
      withinMs,
      'no answer to a ping',
    )
    return performance.now() - from
  }

  /** The next frame; throws when none comes in time or the socket closes. */
  async next(withinMs = 20_000): Promise<Frame> {
    const frame = await this.#take(withinMs)
    if (frame) return frame
    throw new Mismatch(
      this.#closed ? `the socket closed: ${short(this.#closed)}` : `no frame for ${withinMs} ms`,
    )
  }

  /** All frames up to and with the first that `isLast` picks. */
  async until(isLast: (frame: Frame) => boolean, withinMs = 30_000): Promise<Frame[]> {
    const frames: Frame[] = []
    const deadline = performance.now() + withinMs
    while (true) {
      const frame = await this.#take(deadline - performance.now())
      if (frame) frames.push(frame)
      else {
        const why = this.#closed ? `the socket closed: ${short(this.#closed)}` : 'nothing more came'
        throw new Mismatch(`${why}, after ${short(frames.map((one) => one['t'] ?? one['type']))}`)
      }
      if (isLast(frame)) return frames
    }
  }

  /** What comes next within `ms`: a frame, the close of the socket, or nothing. */
  async nextOrClosed(ms: number): Promise<Frame | Closed | null> {
    return (await this.#take(ms)) ?? this.#closed
  }

  /** Frames up to and with the first that `isLast` picks, or those that came in `ms`. */
  async untilOrQuiet(isLast: (frame: Frame) => boolean, ms: number): Promise<Frame[]> {
    const frames: Frame[] = []
    const deadline = performance.now() + ms
    for (let frame; (frame = await this.#take(deadline - performance.now()));) {
      frames.push(frame)
      if (isLast(frame)) break
    }
    return frames
  }

  /** Frames that come in the next `ms`. */
  async during(ms: number): Promise<Frame[]> {
    const frames: Frame[] = []
    const deadline = performance.now() + ms
    for (let frame; (frame = await this.#take(deadline - performance.now()));) frames.push(frame)
    return frames
  }

  /** How the server closed the socket. */
  async closed(withinMs = 5000): Promise<Closed> {
    const deadline = performance.now() + withinMs
    while (!this.#closed) {
      const left = deadline - performance.now()
      if (left <= 0) throw new Mismatch('the socket stayed open')
      await this.#wait(left)
    }
    return this.#closed
  }

  /** Reads nothing more from the network. */
  pause(): void {
    this.#ws.pause()
  }

  get isOpen(): boolean {
    return this.#closed === null
  }

  /** Closes without waiting. */
  drop(): void {
    this.#ws.terminate()
  }

  async #take(withinMs: number): Promise<Frame | null> {
    const deadline = performance.now() + withinMs
    while (this.#frames.length === 0) {
      const left = deadline - performance.now()
      if (this.#closed || left <= 0) return null
      await this.#wait(left)
    }
    return this.#frames.shift() ?? null
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}

/** Waits no longer than `ms`. */
export async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Mismatch(what)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function parse(data: RawData): Frame {
  const text = (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString()
  try {
    return JSON.parse(text) as Frame
  } catch {
    return { unparsable: text.slice(0, 200) }
  }
}
