import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { randomUUID } from 'node:crypto'
import { Mismatch, expect, short } from './outcome.ts'

export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface HttpRequest {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Announce the headers and send no body. */
  noBody?: boolean
}

/** One HTTP request over a connection of its own, with nothing added, followed or decoded. */
export function send(url: URL, options: HttpRequest = {}): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const ask = url.protocol === 'https:' ? httpsRequest : httpRequest
    const headers = { ...options.headers }
    if (options.body !== undefined) headers['content-length'] ??= String(Buffer.byteLength(options.body))
    const request = ask(url, { method: options.method ?? 'GET', headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
        request.destroy()
      })
      response.on('error', reject)
    })
    request.setTimeout(30_000, () => request.destroy(new Mismatch('no answer for 30 s')))
    request.on('error', reject)
    if (options.noBody) request.flushHeaders()
    else request.end(options.body)
  })
}

/** A multipart body. A part's `filename` or `contentType` is left out when it is undefined. */
export function multipart(
  parts: { name: string; filename?: string; contentType?: string; data: string | Uint8Array }[],
): { body: Uint8Array; contentType: string } {
  const boundary = `parley-${randomUUID()}`
  const pieces = parts.flatMap(({ name, filename, contentType, data }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"` +
        (filename === undefined ? '' : `; filename="${filename}"`) +
        (contentType === undefined ? '' : `\r\nContent-Type: ${contentType}`) +
        '\r\n\r\n',
    ),
    Buffer.from(data as Uint8Array),
    Buffer.from('\r\n'),
  ])
  return {
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}

export interface Envelope {
  status: string
  message: string | null
  data: unknown
}

/** The JSON envelope of an answer. */
export function envelopeOf(answer: HttpAnswer): Envelope {
  try {
    return JSON.parse(answer.body.toString()) as Envelope
  } catch {
    throw new Mismatch(`HTTP ${answer.status}, not JSON: ${short(answer.body.toString())}`)
  }
}

/** Checks that an answer is an error envelope of just that status and message. */
export function expectError(answer: HttpAnswer, status: number, message: string): void {
  const seen = { http: answer.status, ...envelopeOf(answer) }
  const isRight = answer.status === status && seen.status === 'error' && seen.message === message
  expect(isRight && seen.data === null, seen)
}

/** Server-Sent Events of a body; comments are left out. */
export function eventsOf(body: string): Record<string, unknown>[] {
  return body
    .split('\n\n')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>)
}
