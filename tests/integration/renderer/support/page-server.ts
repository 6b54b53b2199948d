import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, sep } from 'node:path'
import type { Page } from 'playwright'
import { HEADER_CSP } from '../../../../src/shared/csp.ts'
import { attachmentIdOf, FILE_SCHEME } from '../../../../src/shared/file-address.ts'
import { parseRange } from '../../../../src/shared/http-range.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Something that is served beside the build: attachments, mostly. */
export interface Extra {
  readonly type: string
  readonly body: Uint8Array
}

function serveExtra({ type, body }: Extra, request: IncomingMessage, response: ServerResponse): void {
  const range = parseRange(request.headers.range, body.byteLength)
  const headers = { 'content-type': type, 'cache-control': 'no-store' }
  if (range.kind !== 'part') {
    response.writeHead(200, headers).end(body)
    return
  }
  const { start, end } = range
  response
    .writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end}/${body.byteLength}` })
    .end(body.subarray(start, end + 1))
}

const withAttachments = new WeakSet<Page>()

/**
 * Lets a page load attachments by their own scheme, which Chromium does not know: they are redirected to `/attachment/<id>`
 * of the page's server.
 */
export async function serveAttachments(page: Page, origin: string): Promise<void> {
  if (withAttachments.has(page)) return
  withAttachments.add(page)
  const session = await page.context().newCDPSession(page)
  session.on('Fetch.requestPaused', ({ requestId, request }) => {
    const location = `${origin}/attachment/${encodeURIComponent(attachmentIdOf(request.url) ?? '')}`
    const responseHeaders = [{ name: 'location', value: location }]
    session
      .send('Fetch.fulfillRequest', { requestId, responseCode: 307, responseHeaders })
      .catch(() => undefined)
  })
  await session.send('Fetch.enable', { patterns: [{ urlPattern: `${FILE_SCHEME}:*` }] })
}

/** Serves a built renderer on loopback, with the policy that main sends. */
export async function servePages(
  folder: string,
  extras: Readonly<Record<string, Extra>> = {},
): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = normalize(join(folder, decodeURIComponent(path)))
    const extra = extras[path]
    if (path === '/favicon.ico') {
      // Browsers ask for it by themselves; the app has none.
      response.writeHead(204).end()
    } else if (extra) {
      serveExtra(extra, request, response)
    } else if (file.startsWith(folder + sep)) {
      readFile(file).then(
        (body) => {
          const type = TYPES[extname(file)] ?? 'application/octet-stream'
          response.writeHead(200, { 'content-type': type, 'content-security-policy': HEADER_CSP }).end(body)
        },
        () => response.writeHead(404).end(),
      )
    } else {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
