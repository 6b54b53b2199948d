import http from 'node:http'
import https from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { envelopeSchema } from '../../shared/live-api/http.ts'
import type { Envelope } from '../../shared/live-api/http.ts'
import { classifyError } from './connection/classify.ts'
import { pinnedConnection } from './tls-pin.ts'

/** How long a server may be silent, in ms. A wrong password takes the reference server 3 s. */
const IDLE_MS = 30_000
/** Largest JSON answer that is read, in bytes. */
const MAX_JSON_BYTES = 8 * 1024 * 1024

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: URL
  headers?: Record<string, string>
  /** A stream must come with a `content-length` header. */
  body?: string | Readable
  /** SHA-256 of the one certificate to accept, or null for the usual rules. */
  pinnedCertificate: string | null
  signal?: AbortSignal
  idleMs?: number
}

export interface HttpResponse {
  status: number
  headers: IncomingHttpHeaders
  body: IncomingMessage
}

/**
 * One HTTP request by Parley's rules: never follows a redirect (the key must not go anywhere else), accepts only the pinned
 * certificate where there is one. Rejects with a `FailureError` when no answer came; any status but a redirect is an answer.
 */
export function send(request: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { url, pinnedCertificate, body, signal } = request
    const isTls = url.protocol === 'https:'
    const options: https.RequestOptions = {
      method: request.method,
      headers: request.headers ?? {},
      timeout: request.idleMs ?? IDLE_MS,
      ...(signal ? { signal } : {}),
      // http.request also takes a connection later, by callback; the type knows only the immediate form.
      ...(isTls && pinnedCertificate !== null
        ? { createConnection: pinnedConnection(pinnedCertificate) }
        : {}),
    }
    const outgoing = (isTls ? https : http).request(url, options)
    const fail = (error: unknown): void => {
      if (typeof body === 'object') body.destroy()
      reject(new FailureError(failureOf(error, signal)))
    }
    outgoing.once('timeout', () => outgoing.destroy(new FailureError(timedOut())))
    outgoing.on('error', fail)
    outgoing.once('response', (response) => {
      const status = response.statusCode ?? 0
      if (status >= 300 && status < 400 && status !== 304) {
        outgoing.destroy()
        reject(new FailureError(redirected(status)))
        return
      }
      // A server that answers before it has read everything (413) may cut the connection: the answer counts, not the cut.
      outgoing.off('error', fail)
      // What ended it is kept only where we did: a server that went quiet.
      outgoing.on('error', (error) => response.destroy(error instanceof FailureError ? error : undefined))
      if (typeof body === 'object') body.destroy()
      resolve({ status, headers: response.headers, body: response })
    })
    if (typeof body === 'object') {
      body.once('error', (error) => outgoing.destroy(error))
      body.pipe(outgoing)
    } else {
      outgoing.end(body)
    }
  })
}

/** Reads a whole answer, up to `maxBytes`; more rejects with `MESSAGE_TOO_BIG`. */
export async function readAll(body: Readable, maxBytes: number, signal?: AbortSignal): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      bytes += piece.byteLength
      if (bytes > maxBytes) {
        body.destroy()
        throw new FailureError(failure('MESSAGE_TOO_BIG', 'The answer is larger than expected'))
      }
      pieces.push(piece)
    }
  } catch (error) {
    throw error instanceof FailureError ? error : new FailureError(failureOf(error, signal), { cause: error })
  }
  return Buffer.concat(pieces)
}

/** Reads an answer as the server's JSON envelope; null when it is none. */
export async function readEnvelope(body: Readable, signal?: AbortSignal): Promise<Envelope | null> {
  return parseEnvelope((await readAll(body, MAX_JSON_BYTES, signal)).toString('utf8'))
}

export function parseEnvelope(text: string): Envelope | null {
  try {
    return envelopeSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Makes a failure of anything that went wrong with a request. */
export function failureOf(error: unknown, signal?: AbortSignal): Failure {
  if (signal?.aborted) return failure('CANCELLED', 'Cancelled')
  return error instanceof FailureError ? error.failure : classifyError(error, true)
}

function timedOut(): Failure {
  return failure('TIMEOUT', 'The server did not answer in time', true)
}

function redirected(status: number): Failure {
  return failure(
    'REDIRECTED',
    `The server points to another address (HTTP ${status}); enter that address instead`,
  )
}
