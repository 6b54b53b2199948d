import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { FailureCode } from '../../../src/shared/failure.ts'
import type { Profile } from '../../../src/shared/settings.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import type { Log } from '../../../src/main/lib/log.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import { LiveClient } from '../../../src/main/live/client.ts'
import type { LiveClientDeps } from '../../../src/main/live/client.ts'
import { MemoryOutbox } from '../../../src/main/live/memory-outbox.ts'
import { probeProfile } from '../../../src/main/live/probe.ts'
import { peerFingerprint } from '../../../src/main/live/tls-pin.ts'
import { selfSigned } from './certificate.ts'
import { isConnected, KEY, PROFILE, startServer, until } from './support.ts'

const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function server(options: Parameters<typeof startServer>[0] = {}) {
  const started = await startServer(options)
  cleanups.push(() => started.close())
  return started
}

function client(url: string, deps: Partial<LiveClientDeps> = {}, profile: Profile = PROFILE): LiveClient {
  const made = new LiveClient({
    clock: realClock,
    random: () => 0,
    log: silentLog,
    outbox: new MemoryOutbox(),
    credentials: () => Promise.resolve({ kind: 'api-key', key: KEY }),
    resolveBaseUrl: () => Promise.resolve(url),
    ...deps,
  })
  cleanups.push(() => made.dispose())
  made.useProfile(profile)
  return made
}

async function listen(
  listener: RequestListener,
  tls?: { key: string; cert: string },
): Promise<{ server: Server; port: number }> {
  const made = tls ? createTlsServer(tls, listener) : createHttpServer(listener)
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  cleanups.push(() => {
    made.closeAllConnections()
    made.close()
  })
  return { server: made, port: (made.address() as AddressInfo).port }
}

const failsWith = (one: LiveClient, code: FailureCode): Promise<void> =>
  until(code, () => one.snapshot().connection.lastError?.code === code)

describe('the handshake', () => {
  it('has the key in a header, and nowhere in the address', async () => {
    const there = await server()
    const here = client(there.url)
    here.connect()
    await until('connected', () => isConnected(here))
    const [request] = there.handshakes
    expect(request?.headers.authorization).toBe(`Bearer ${KEY}`)
    expect(request?.url).toBe('/api/v1/live/ws?username=alice&ct=live')
    expect(request?.headers['sec-websocket-extensions']).toBeUndefined()
  })

  it('does not follow a redirect: the key stays here', async () => {
    const there = await server({ refuse: () => 302 })
    const here = client(there.url)
    here.connect()
    await failsWith(here, 'REDIRECTED')
    expect(here.snapshot().connection.status).toBe('failed')
    expect(there.handshakes).toHaveLength(1)
  })

  it.each([
    [400, 'NO_LIVE_ENDPOINT', 'failed'],
    [404, 'NO_LIVE_ENDPOINT', 'failed'],
    [403, 'UNAUTHORIZED', 'failed'],
    [503, 'SERVER_ERROR', 'waiting'],
  ] as const)('answered %i is %s', async (status, code, state) => {
    const there = await server({ refuse: () => status })
    const here = client(there.url)
    here.connect()
    await failsWith(here, code)
    await until(state, () => here.snapshot().connection.status === state)
  })

  it('with nothing there waits and tries again by itself', async () => {
    const { server: gone, port } = await listen(() => undefined)
    gone.close()
    const here = client(`http://127.0.0.1:${port}`)
    here.connect()
    await failsWith(here, 'CONNECTION_REFUSED')
    await until('a second try', () => here.snapshot().connection.attempt >= 2)
  })

  it('renews a refused JWT once, and is let in', async () => {
    const there = await server({ refuse: (request) => (request.url?.includes('token=new') ? null : 403) })
    const asked: boolean[] = []
    const here = client(there.url, {
      credentials: (_profile, { fresh }) => {
        asked.push(fresh)
        return Promise.resolve({ kind: 'jwt', token: fresh ? 'new' : 'old' })
      },
    })
    here.connect()
    await until('connected', () => isConnected(here))
    expect(asked).toEqual([false, true])
    expect(there.handshakes.map((request) => request.url)).toEqual([
      '/api/live_chat/ws?token=old',
      '/api/live_chat/ws?token=new',
    ])
    expect(there.handshakes[1]?.headers.authorization).toBeUndefined()
  })

  it('asks for no credential twice at once, and ignores one that comes too late', async () => {
    const there = await server()
    let give: (() => void) | null = null
    const here = client(there.url, {
      credentials: () => new Promise((resolve) => (give = () => resolve({ kind: 'api-key', key: KEY }))),
    })
    here.connect()
    await until('asked', () => give !== null)
    here.disconnect()
    ;(give as (() => void) | null)?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(there.handshakes).toEqual([])
    expect(here.snapshot().connection.status).toBe('idle')
  })

  it('fails with what the credential source said, or threw', async () => {
    const there = await server()
    const none = client(there.url, {
      credentials: () => Promise.resolve({ code: 'NO_CREDENTIAL', message: 'none', retryable: false }),
    })
    none.connect()
    await failsWith(none, 'NO_CREDENTIAL')
    const broken = client(there.url, { credentials: () => Promise.reject(new Error('the keychain broke')) })
    broken.connect()
    await failsWith(broken, 'INTERNAL')
  })

  it('writes no key, token or query into the log', async () => {
    const lines: string[] = []
    const log: Log = Object.fromEntries(
      ['debug', 'info', 'warn', 'error'].map((level) => [
        level,
        (...args: unknown[]) => void lines.push(JSON.stringify(args)),
      ]),
    ) as unknown as Log
    const there = await server({ refuse: () => 403 })
    const token = 'eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl'
    const here = client(there.url, { log, credentials: () => Promise.resolve({ kind: 'jwt', token }) })
    here.connect()
    await failsWith(here, 'TOKEN_EXPIRED')
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('\n')).not.toContain('c2lnbmF0dXJl')
  })
})

describe('an open connection', () => {
  it('tells of a refusal that comes a little after the open, and never was connected', async () => {
    const there = await server({
      onSocket(socket) {
        setTimeout(() => {
          socket.send('{"type": "error", "code": "UNAUTHORIZED", "data": "Invalid API key"}')
          socket.close(1008, 'Invalid API key')
        }, 20)
      },
    })
    const here = client(there.url)
    const seen: string[] = []
    here.on('connection', ({ status }) => void seen.push(status))
    here.connect()
    await failsWith(here, 'UNAUTHORIZED')
    expect(seen).not.toContain('connected')
  })

  it('drops frames that it cannot read, and goes on', async () => {
    const there = await server()
    const here = client(there.url)
    here.connect()
    await until('connected', () => isConnected(here))
    const id = here.sendText({ text: 'hello' })
    await until('the input', () => there.received.length === 1)
    for (const text of ['{nope', '[]', '"x"', '', '{"t":"new_kind","data":{}}', '{"t":"end","data":'])
      there.socket().send(text)
    there.socket().send(Buffer.from([0, 1, 2, 255]))
    there.send(
      { t: 'metrics', data: { input_type: 'text' } },
      { t: 'bot_msg', data: { text: 'fine', ts: 1 } },
      { t: 'end' },
    )
    await until('done', () => here.snapshot().turns.find((turn) => turn.id === id)?.state === 'done')
  })

  it('comes back after a restart of the server, with a new conversation', async () => {
    const there = await server()
    const here = client(there.url)
    here.connect()
    await until('connected', () => isConnected(here))
    there.socket().close(1012)
    await until('a second connection', () => there.sockets.length === 2 && isConnected(here))
    expect(here.snapshot().connection).toMatchObject({ attempt: 0, lastError: null })
  })

  it('is closed when the server sends more than a message may hold', async () => {
    const there = await server()
    const here = client(there.url)
    here.connect()
    await until('connected', () => isConnected(here))
    there.socket().send('x'.repeat(17 * 1024 * 1024))
    await failsWith(here, 'MESSAGE_TOO_BIG')
  })

  it('takes one large chunk of audio, such as the reference server sends', async () => {
    const there = await server()
    const here = client(there.url)
    let bytes = 0
    here.on('play', (chunk) => void (bytes = chunk.bytes.byteLength))
    here.connect()
    await until('connected', () => isConnected(here))
    here.sendText({ text: 'long' })
    await until('the input', () => there.received.length === 1)
    there.send({ t: 'metrics', data: { input_type: 'text' } })
    there.send({ t: 'response', data: Buffer.alloc(4_300_000, 7).toString('base64') }, { t: 'end' })
    await until('the audio', () => bytes === 4_300_000)
  })

  it('is let go of while suspended, and opened again at once', async () => {
    const there = await server()
    const here = client(there.url)
    here.useProfile({ ...PROFILE, baseUrl: there.url })
    here.connect()
    await until('connected', () => isConnected(here))
    here.suspend('sleep')
    expect(here.snapshot().connection.status).toBe('suspended')
    await until('closed', () => there.socket().readyState === 3)
    here.resume()
    await until('connected', () => isConnected(here))
    // This machine is reached without a network.
    here.suspend('offline')
    expect(here.snapshot().connection.status).toBe('connected')
  })

  it('is opened to a server on this machine when there was no network from the start', async () => {
    const there = await server()
    const here = client(there.url)
    here.useProfile({ ...PROFILE, baseUrl: 'https://bot.example.org' })
    here.connect()
    here.suspend('offline')
    expect(here.snapshot().connection).toMatchObject({ status: 'suspended', suspendReason: 'offline' })
    here.useProfile({ ...PROFILE, kind: 'local' })
    await until('connected', () => isConnected(here))
  })

  it('changes servers: the old conversation is cleared, its unsent inputs stay for its own server', async () => {
    const first = await server()
    const second = await server()
    const outbox = new MemoryOutbox()
    const here = client('', {
      outbox,
      resolveBaseUrl: (profile) => Promise.resolve(profile.id === 'a' ? first.url : second.url),
    })
    here.useProfile({ ...PROFILE, id: 'a' })
    here.connect()
    await until('connected', () => isConnected(here))
    const id = here.sendText({ text: 'for the first' })
    await until('the input', () => first.received.length === 1)
    here.useProfile({ ...PROFILE, id: 'b' })
    expect(here.snapshot().turns).toEqual([])
    await until('connected', () => isConnected(here) && second.sockets.length === 1)
    here.useProfile({ ...PROFILE, id: 'a' })
    expect(here.snapshot().turns).toMatchObject([{ id, state: 'unsent', input: { text: 'for the first' } }])
    expect(second.received).toEqual([])
  })
})

describe('TLS', () => {
  async function secure() {
    const certificate = selfSigned()
    const requests: string[] = []
    const { server: https, port } = await listen((request, response) => {
      requests.push(request.url ?? '')
      response
        .setHeader('content-type', 'application/json')
        .end('{"status":"error","message":"Missing key","data":null}')
    }, certificate)
    const sockets = new WebSocketServer({ noServer: true })
    const handshakes: string[] = []
    https.on('upgrade', (request, socket, head) => {
      handshakes.push(request.headers.authorization ?? '')
      sockets.handleUpgrade(request, socket, head, () => undefined)
    })
    cleanups.push(() => sockets.clients.forEach((socket) => socket.terminate()))
    return { url: `https://127.0.0.1:${port}`, certificate, handshakes, requests }
  }

  it('refuses a self-signed certificate, and sends it no key', async () => {
    const there = await secure()
    const here = client(there.url)
    here.connect()
    await failsWith(here, 'TLS_FAILED')
    expect(here.snapshot().connection.status).toBe('failed')
    expect(there.handshakes).toEqual([])
  })

  it('accepts the one certificate that was confirmed', async () => {
    const there = await secure()
    const pinned = {
      ...PROFILE,
      pinnedCertificate: there.certificate.sha256.toUpperCase().replace(/(..)(?=.)/g, '$1:'),
    }
    const here = client(there.url, {}, pinned)
    here.connect()
    await until('connected', () => isConnected(here))
    expect(there.handshakes).toEqual([`Bearer ${KEY}`])
    expect(await probeProfile({ ...pinned, baseUrl: there.url }, KEY, realClock)).toMatchObject({
      failure: null,
      server: { live: true, files: true },
    })
  })

  it('refuses any other certificate for a server with a confirmed one, and sends it no key', async () => {
    const there = await secure()
    const here = client(there.url, {}, { ...PROFILE, pinnedCertificate: selfSigned().sha256 })
    here.connect()
    await failsWith(here, 'TLS_FAILED')
    expect(there.handshakes).toEqual([])
    const tested = await probeProfile(
      { ...PROFILE, baseUrl: there.url, pinnedCertificate: 'ab' },
      KEY,
      realClock,
    )
    expect(tested).toMatchObject({
      failure: { code: 'TLS_FAILED' },
      certificate: { sha256: there.certificate.sha256, isChanged: true },
    })
    expect(there.requests).toEqual([])
  })

  it.each(['api-key', 'account'] as const)(
    'tests a server with a certificate of its own by %s: shown, confirmed, then in use',
    async (signIn) => {
      const there = await secure()
      const profile: Profile = { ...PROFILE, baseUrl: there.url, signIn, account: 'alice' }
      const first = await probeProfile(profile, KEY, realClock)
      expect(first).toMatchObject({ failure: { code: 'TLS_FAILED' }, server: null })
      expect(first.certificate).toEqual({ sha256: there.certificate.sha256, isChanged: false })
      // Neither the key nor the password went to a server that nobody had confirmed.
      expect([there.handshakes, there.requests]).toEqual([[], []])
      const pinnedCertificate = first.certificate?.sha256 ?? null
      const second = await probeProfile({ ...profile, pinnedCertificate }, KEY, realClock)
      expect(second.certificate).toBeNull()
      expect(second.failure?.code).not.toBe('TLS_FAILED')
      expect(there.requests).not.toEqual([])
    },
  )

  it('shows the certificate of the name that was asked for, where a server has several', async () => {
    const other = selfSigned()
    const wanted = selfSigned()
    const names: string[] = []
    const server = tls.createServer({
      ...other,
      SNICallback: (name, answer) => {
        names.push(name)
        answer(null, tls.createSecureContext(wanted))
      },
    })
    server.on('tlsClientError', () => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => server.close())
    const { port } = server.address() as AddressInfo
    expect(await peerFingerprint('localhost', port, 5000)).toBe(wanted.sha256)
    expect(names).toEqual(['localhost'])
    expect(await peerFingerprint('127.0.0.1', port, 5000)).toBe(other.sha256)
  })

  it('says so when the server speaks no TLS at all', async () => {
    const there = await server()
    const here = client(there.url.replace('http:', 'https:'))
    here.connect()
    await failsWith(here, 'TLS_FAILED')
    const baseUrl = there.url.replace('http:', 'https:')
    const tested = await probeProfile({ ...PROFILE, baseUrl }, KEY, realClock)
    expect(tested).toMatchObject({ failure: { code: 'TLS_FAILED' }, certificate: null })
  })
})

describe('the Test button', () => {
  it('names what works on a server without the Live endpoint', async () => {
    const { port } = await listen((request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({ status: 'error', message: `Missing key: ${request.url?.length}`, data: null }),
      )
    })
    const result = await probeProfile({ ...PROFILE, baseUrl: `127.0.0.1:${port}` }, KEY, realClock)
    expect(result.failure).toMatchObject({
      code: 'NO_LIVE_ENDPOINT',
      message: expect.stringContaining('only files'),
    })
    expect(result.server).toMatchObject({ kind: 'astrbot', live: false, files: true })
  })

  it('tells another web server from AstrBot', async () => {
    const { port } = await listen((_request, response) => void response.end('<h1>It works!</h1>'))
    const result = await probeProfile({ ...PROFILE, baseUrl: `http://127.0.0.1:${port}` }, KEY, realClock)
    expect(result).toMatchObject({ failure: { code: 'NOT_ASTRBOT' }, server: null })
  })

  it('tells a refused key, a bad address and a good server apart', async () => {
    const good = await server()
    const ok = await probeProfile({ ...PROFILE, baseUrl: good.url }, KEY, realClock)
    expect(ok).toMatchObject({ failure: null, server: { live: true, chat: true, files: false } })
    expect(ok.ms).toBeGreaterThan(0)
    const refusing = await server({
      onSocket(socket) {
        socket.send('{"type": "error", "code": "BAD_USER", "data": "username is empty"}')
        socket.close(1008, 'username is empty')
      },
    })
    expect(await probeProfile({ ...PROFILE, baseUrl: refusing.url }, KEY, realClock)).toMatchObject({
      failure: { code: 'BAD_USER' },
    })
    expect(await probeProfile({ ...PROFILE, baseUrl: 'ftp://x' }, KEY, realClock)).toMatchObject({
      failure: { code: 'BAD_ADDRESS' },
    })
  })
})
