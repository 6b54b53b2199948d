import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { StrictObject } from '../strict.ts'
import { protocol } from './protocol.ts'
import { customScheme } from './scheme-urls.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.txt': 'text/plain',
  '.map': 'application/json',
}

async function fetchFile(url: string): Promise<Response> {
  const path = fileURLToPath(url)
  const info = await stat(path).catch(() => null)
  if (!info?.isFile()) throw new TypeError('net::ERR_FILE_NOT_FOUND')
  const headers = { 'content-type': TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream' }
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, { headers })
}

/**
 * `net.fetch` by Node's own fetch, plus what Electron's takes beyond the web's: files and the app's own schemes. It does
 * not go through Chromium's network stack, so no proxy settings and no session cookies.
 */
async function hostFetch(
  input: string | Request,
  init?: RequestInit & { bypassCustomProtocolHandlers?: boolean },
): Promise<Response> {
  const { bypassCustomProtocolHandlers: bypass = false, ...rest } = init ?? {}
  const url = typeof input === 'string' ? input : input.url
  if (url.startsWith('file:')) return fetchFile(url)
  const handler = bypass ? undefined : protocol._handlers.get(customScheme(url))
  return handler ? handler(new Request(input, rest)) : fetch(input, rest)
}

function isOnline(): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((address) => !address.internal))
}

type Implemented = Pick<Electron.Net, 'fetch' | 'isOnline' | 'online'>

class HostNet extends StrictObject implements Implemented {
  constructor() {
    super('net')
  }

  readonly fetch = hostFetch

  isOnline(): boolean {
    return isOnline()
  }

  get online(): boolean {
    return isOnline()
  }
}

export const net = new HostNet()
