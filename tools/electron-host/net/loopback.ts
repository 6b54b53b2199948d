import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { SUFFIX, toAppUrl, toChromiumPolicy, withChromiumPolicies } from './scheme-urls.ts'

/** Answers one request for a custom scheme's URL. */
export type SchemeHandler = (request: Request) => Response | Promise<Response>

const COOKIE = 'electron-host'
/** In seconds; the profile is gone long before. A cookie without an end would go when the last window closes. */
const COOKIE_LIFE = 30 * 86_400
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'])

const POLICIES = new Set(['content-security-policy', 'content-security-policy-report-only'])

/** The text of a page that is being opened, with policies as Chromium needs them; null for anything else. */
async function readPage(incoming: IncomingMessage, response: Response): Promise<string | null> {
  const isOpened = incoming.method === 'GET' && incoming.headers['sec-fetch-dest'] === 'document'
  const isHtml = /^text\/html\b/i.test(response.headers.get('content-type') ?? '')
  return isOpened && isHtml ? withChromiumPolicies(await response.text()) : null
}

/**
 * The server behind custom schemes. It listens on loopback only, and answers only requests that name one of our hosts (so
 * no other site can reach it by a name of its own) and carry a secret cookie that only our Chromium was given, HttpOnly
 * and SameSite=Strict (so no other program on the machine can read the app through it).
 */
export class LoopbackServer {
  readonly #handlers: ReadonlyMap<string, SchemeHandler>
  readonly #secret = randomBytes(32).toString('base64url')
  readonly #server: Server

  constructor(handlers: ReadonlyMap<string, SchemeHandler>) {
    this.#handlers = handlers
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        // An aborted request is Chromium's own doing; anything else is the handler's mistake and worth a line.
        if (!response.destroyed) console.error(`electron-host: ${request.url} failed:`, error)
        response.destroy()
      })
    })
  }

  /** Starts listening; returns the switch value that sends our host names here. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve)
    })
    this.#server.unref()
    return `MAP *.${SUFFIX} 127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The cookie that Chromium has to be given, as CDP's `Storage.setCookies` takes it. */
  get cookie(): object {
    const expires = Math.floor(Date.now() / 1000) + COOKIE_LIFE
    const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', expires }
    return { name: COOKIE, value: this.#secret, domain: `.${SUFFIX}`, ...attributes }
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #isOurs(request: IncomingMessage): boolean {
    const host = request.headers.host?.toLowerCase() ?? ''
    if (!host.endsWith(`.${SUFFIX}`)) return false
    const cookies = (request.headers.cookie ?? '').split(/;\s*/)
    const given = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? ''
    return (
      given.length === this.#secret.length && timingSafeEqual(Buffer.from(given), Buffer.from(this.#secret))
    )
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = toAppUrl(`http://${incoming.headers.host}${incoming.url}`)
    const handler = this.#isOurs(incoming)
      ? this.#handlers.get(new URL(url).protocol.slice(0, -1))
      : undefined
    if (!handler) {
      outgoing.writeHead(403).end()
      return
    }
    if (incoming.url === '/favicon.ico' && incoming.headers['sec-fetch-dest'] === 'image') {
      // Chromium looks for an icon by itself; Electron would not have asked the app.
      outgoing.writeHead(204).end()
      return
    }
    const gone = new AbortController()
    outgoing.once('close', () => outgoing.writableFinished || gone.abort())
    const response = await handler(this.#request(incoming, url, gone.signal))
    if (response.type === 'error') throw new Error('the handler answered Response.error()')
    const page = await readPage(incoming, response)
    const headers = [...response.headers]
      .filter(([name]) => !HOP_BY_HOP.has(name) && !(page !== null && name === 'content-length'))
      .map(([name, value]) => (POLICIES.has(name) ? [name, toChromiumPolicy(value)] : [name, value]))
    outgoing.writeHead(response.status, response.statusText || undefined, headers.flat())
    if (page !== null) {
      outgoing.end(page)
    } else if (response.body && incoming.method !== 'HEAD') {
      await pipeline(Readable.fromWeb(response.body as ReadableStream), outgoing)
    } else {
      outgoing.end()
    }
  }

  #request(incoming: IncomingMessage, url: string, signal: AbortSignal): Request {
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (name === 'cookie' || name === 'host' || HOP_BY_HOP.has(name) || value === undefined) continue
      const mapped = name === 'origin' || name === 'referer' ? toAppUrl(String(value)) : String(value)
      headers.set(name, mapped)
    }
    const method = incoming.method ?? 'GET'
    const body =
      method === 'GET' || method === 'HEAD' ? {} : { body: Readable.toWeb(incoming), duplex: 'half' as const }
    return new Request(url, { method, headers, signal, ...body } as RequestInit)
  }
}
