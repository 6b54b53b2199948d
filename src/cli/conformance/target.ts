import { createHash, randomUUID } from 'node:crypto'
import type { ClientOptions } from 'ws'
import { PATHS } from '../../shared/live-api/limits.ts'
import { envelopeOf, multipart, send } from './http.ts'
import type { HttpAnswer, HttpRequest } from './http.ts'
import { openSocket } from './socket.ts'
import type { Frame, Opened, TestSocket } from './socket.ts'
import { Mismatch, Skipped, expect, short } from './outcome.ts'

export interface TargetOptions {
  baseUrl: string
  apiKey: string
  username: string
  account?: { username: string; password: string }
  /** Keys for the rows that need a special one. */
  keys?: { fileOnly?: string; chatOnly?: string; expired?: string; revoked?: string }
  /** Raw 16 kHz mono 16-bit PCM of somebody speaking. */
  speech: Uint8Array
  /** A text that gets a short spoken answer from any server. */
  prompt: string
  /** A text that makes the server use a tool, if it has any. */
  toolPrompt: string
}

/** The server under test, and the ways of talking to it. */
export class Target {
  readonly options: TargetOptions
  #token: Promise<string> | null = null

  constructor(options: TargetOptions) {
    this.options = options
  }

  get bearer(): Record<string, string> {
    return { authorization: `Bearer ${this.options.apiKey}` }
  }

  /** An address on the server. */
  url(path: string, query: Record<string, string> = {}): URL {
    const url = new URL(this.options.baseUrl.replace(/\/+$/, '') + path)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }

  socketUrl(path: string, query: Record<string, string> = {}): URL {
    const url = this.url(path, query)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    return url
  }

  /** One handshake on `path`, as it is given. */
  handshake(
    path: string,
    query: Record<string, string>,
    headers: Record<string, string> = {},
    options: ClientOptions = {},
    protocols: string[] = [],
  ): Promise<Opened> {
    return openSocket(this.socketUrl(path, query), { headers, ...options }, protocols)
  }

  /** Runs `work` with a signed-in socket and closes it. */
  async with<T>(query: Record<string, string>, work: (socket: TestSocket) => Promise<T>): Promise<T> {
    const opened = await this.handshake(
      PATHS.liveV1,
      { username: this.options.username, ...query },
      this.bearer,
    )
    return useSocket(opened, work)
  }

  live<T>(work: (socket: TestSocket) => Promise<T>): Promise<T> {
    return this.with({ ct: 'live' }, work)
  }

  chat<T>(work: (socket: TestSocket) => Promise<T>): Promise<T> {
    return this.with({ ct: 'chat' }, work)
  }

  http(path: string, query: Record<string, string>, options: HttpRequest = {}): Promise<HttpAnswer> {
    return send(this.url(path, query), options)
  }

  /** `http` with the API key. */
  keyed(path: string, query: Record<string, string>, options: HttpRequest = {}): Promise<HttpAnswer> {
    return this.http(path, query, { ...options, headers: { ...this.bearer, ...options.headers } })
  }

  /** Uploads a file with the API key; the answer's `data`. */
  async upload(
    data: string | Uint8Array,
    file: { filename?: string; contentType?: string } = {},
  ): Promise<{ attachment_id: string; filename: string; type: string }> {
    const { filename = `${randomUUID()}.txt`, contentType = 'text/plain' } = file
    const form = multipart([{ name: 'file', filename, contentType, data }])
    const answer = await this.keyed(
      PATHS.file,
      {},
      { method: 'POST', headers: { 'content-type': form.contentType }, body: form.body },
    )
    const envelope = envelopeOf(answer)
    if (answer.status === 403) throw new Skipped('the key has no scope "file"')
    expect(answer.status === 200 && envelope.status === 'ok', { http: answer.status, ...envelope })
    return envelope.data as { attachment_id: string; filename: string; type: string }
  }

  /** A dashboard token of the account that was given. */
  token(): Promise<string> {
    return (this.#token ??= this.#signIn())
  }

  async #signIn(): Promise<string> {
    const { account } = this.options
    if (!account) throw new Skipped('no --account was given')
    const password = createHash('md5').update(account.password).digest('hex')
    const answer = await this.http(
      PATHS.login,
      {},
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: account.username, password }),
      },
    )
    const token = (envelopeOf(answer).data as { token?: unknown } | null)?.token
    if (typeof token !== 'string') throw new Mismatch(`sign-in failed: ${short(envelopeOf(answer))}`)
    return token
  }
}

/** Runs `work` with the socket of a handshake that must have worked, and closes it. */
export async function useSocket<T>(opened: Opened, work: (socket: TestSocket) => Promise<T>): Promise<T> {
  if (opened.kind === 'refused') throw new Mismatch(`the handshake was refused: HTTP ${opened.status}`)
  try {
    return await work(opened.socket)
  } finally {
    opened.socket.drop()
  }
}

/** `metrics` with the key `name`. */
export function isMetrics(frame: Frame, name: string): boolean {
  return frame['t'] === 'metrics' && typeof frame['data'] === 'object' && name in (frame['data'] as object)
}

/** The frames of one live turn, from its first `metrics` to its last. */
export async function readTurn(socket: TestSocket, withinMs = 60_000): Promise<Frame[]> {
  const frames = await socket.until((frame) => frame['t'] === 'end' || frame['t'] === 'error', withinMs)
  if (frames.at(-1)?.['t'] === 'error') throw new Mismatch(short(frames.at(-1)))
  return [...frames, ...(await socket.until((frame) => isMetrics(frame, 'wav_to_tts_total_time'), 5000))]
}

/** The frames of that name. */
export function named(frames: readonly Frame[], t: string): Frame[] {
  return frames.filter((frame) => frame['t'] === t)
}

/** `data.text` of the frames of that name, joined. */
export function textOf(frames: readonly Frame[], t: string): string {
  return named(frames, t)
    .map((frame) => (frame['data'] as { text?: unknown } | undefined)?.text)
    .join('')
}

/** Cuts PCM into the frames of one segment. */
export function segmentFrames(stamp: unknown, pcm: Uint8Array, bytesPerPart = 1280): Frame[] {
  const parts: Frame[] = []
  for (let at = 0; at < pcm.length; at += bytesPerPart) {
    const data = Buffer.from(pcm.subarray(at, at + bytesPerPart)).toString('base64')
    parts.push({ t: 'speaking_part', data })
  }
  return [{ t: 'start_speaking', stamp }, ...parts, { t: 'end_speaking', stamp }]
}
