import { failure, FailureError } from '../../shared/failure.ts'
import type { FailureCode } from '../../shared/failure.ts'
import { cancelled } from './failures.ts'

/** A service that speaks the OpenAI API: a cloud, or Ollama, LM Studio, llama.cpp, speaches, … on this machine. */
export interface EndpointOptions {
  /** With the version, without the method: `http://localhost:11434/v1`. */
  readonly baseUrl: string
  /** Sent as a bearer token when there is one. */
  readonly apiKey?: string
  readonly model: string
  /** How long to wait for an answer, or for its next piece, in ms. Default 60,000. */
  readonly timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 60_000
const MAX_REASON_CHARS = 300

/**
 * Sends a request and hands the response to `read`, which may take its time as long as it calls `alive` whenever something comes.
 * Everything that goes wrong becomes a `FailureError`; the key never appears in one.
 */
export async function callEndpoint<Result>(
  options: EndpointOptions,
  path: string,
  body: BodyInit,
  signal: AbortSignal,
  read: (response: Response, alive: () => void) => Promise<Result>,
): Promise<Result> {
  const watch = new Watchdog(options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  try {
    const response = await send(options, path, body, AbortSignal.any([signal, watch.signal]))
    watch.alive()
    return await read(response, () => watch.alive())
  } catch (error) {
    throw describeFailure(error, options, signal, watch)
  } finally {
    watch.stop()
  }
}

/** As `callEndpoint`, for an answer that is passed on piece by piece. */
export async function* streamEndpoint<Piece>(
  options: EndpointOptions,
  path: string,
  body: BodyInit,
  signal: AbortSignal,
  read: (response: Response) => AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  const watch = new Watchdog(options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  try {
    const response = await send(options, path, body, AbortSignal.any([signal, watch.signal]))
    watch.alive()
    for await (const piece of read(response)) {
      // While the consumer works, the server cannot be blamed for silence.
      watch.stop()
      yield piece
      watch.alive()
    }
  } catch (error) {
    throw describeFailure(error, options, signal, watch)
  } finally {
    watch.stop()
  }
}

async function send(
  options: EndpointOptions,
  path: string,
  body: BodyInit,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(endpointUrl(options.baseUrl, path), {
    method: 'POST',
    // A redirect would carry the key to another host.
    redirect: 'manual',
    headers: {
      ...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}),
      ...(options.apiKey === undefined || options.apiKey === ''
        ? {}
        : { Authorization: `Bearer ${options.apiKey}` }),
    },
    body,
    signal,
  })
  if (response.ok) return response
  const reason = redact(await reasonOf(response), options)
  const [code, retryable] = codeOfStatus(response.status)
  throw new FailureError(
    failure(code, `${hostOf(options.baseUrl)} answered ${response.status}${reason}`, retryable),
  )
}

/** The address of one method. Throws `BAD_ADDRESS` when the base is not an HTTP address. */
export function endpointUrl(baseUrl: string, path: string): string {
  let url: URL
  try {
    url = new URL(baseUrl)
  } catch {
    throw new FailureError(failure('BAD_ADDRESS', 'The endpoint’s address is not a URL'))
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FailureError(
      failure('BAD_ADDRESS', 'The endpoint’s address must start with http:// or https://'),
    )
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
  return url.href
}

/** Aborts when nothing was heard for a while. */
class Watchdog {
  readonly #controller = new AbortController()
  readonly #ms: number
  #timer: NodeJS.Timeout | null = null

  constructor(ms: number) {
    this.#ms = ms
    this.alive()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  alive(): void {
    this.stop()
    this.#timer = setTimeout(() => this.#controller.abort(), this.#ms)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}

function describeFailure(
  error: unknown,
  options: EndpointOptions,
  signal: AbortSignal,
  watch: Watchdog,
): Error {
  if (signal.aborted) return cancelled()
  const host = hostOf(options.baseUrl)
  if (watch.signal.aborted)
    return new FailureError(failure('TIMEOUT', `${host} did not answer in time`, true))
  if (error instanceof FailureError) return error
  const [code, message, retryable] = codeOfCause(causeCode(error))
  return new FailureError(failure(code, `${host} ${message}`, retryable), { cause: error })
}

function codeOfStatus(status: number): readonly [FailureCode, boolean] {
  if (status >= 300 && status < 400) return ['REDIRECTED', false]
  if (status === 401) return ['UNAUTHORIZED', false]
  if (status === 403) return ['FORBIDDEN_SCOPE', false]
  if (status === 404 || status === 405) return ['BAD_ADDRESS', false]
  if (status === 408 || status === 504) return ['TIMEOUT', true]
  if (status === 413) return ['MESSAGE_TOO_BIG', false]
  if (status === 429) return ['SERVER_BUSY', true]
  return status >= 500 ? ['SERVER_ERROR', true] : ['INVALID_MESSAGE', false]
}

function codeOfCause(code: string): readonly [FailureCode, string, boolean] {
  if (code === 'ECONNREFUSED') return ['CONNECTION_REFUSED', 'refused the connection', true]
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return ['DNS_FAILED', 'was not found', true]
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
    return ['TLS_FAILED', 'has a certificate that is not trusted', false]
  if (code === 'ETIMEDOUT' || code.endsWith('_TIMEOUT')) return ['TIMEOUT', 'did not answer in time', true]
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET')
    return ['CONNECTION_LOST', 'closed the connection', true]
  return ['NETWORK_UNREACHABLE', 'cannot be reached', true]
}

/** The system's error code, which fetch hides one or two causes deep. */
function causeCode(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (typeof code === 'string') return code
    if (cause instanceof AggregateError && cause.errors.length > 0) return causeCode(cause.errors[0])
  }
  return ''
}

/** What the server says about its refusal, cut to a readable length. */
async function reasonOf(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).slice(0, 4000)
  const reason = errorMessage(text) ?? text
  const line = reason.replace(/\s+/g, ' ').trim().slice(0, MAX_REASON_CHARS)
  return line === '' || line.startsWith('<') ? '' : `: ${line}`
}

/** `{"error": {"message"}}`, `{"error": "…"}` or `{"message"}`. */
export function errorMessage(json: string): string | null {
  try {
    const value = JSON.parse(json) as { error?: unknown; message?: unknown } | null
    const error = value?.error
    if (typeof error === 'string') return error
    if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
    return typeof value?.message === 'string' ? value.message : null
  } catch {
    return null
  }
}

function redact(text: string, { apiKey }: EndpointOptions): string {
  return apiKey === undefined || apiKey.length < 4 ? text : text.replaceAll(apiKey, '[key]')
}

function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'The endpoint'
}
