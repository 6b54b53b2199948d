import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Profile } from '../../../src/shared/settings.ts'
import { expiryOf, logIn, SignIns } from '../../../src/main/live/sign-in.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { PROFILE } from './support.ts'

const cleanups: (() => unknown)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

const jwt = (claims: object): string =>
  `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`

/** A dashboard that knows one account, whose password is "secret", and gives tokens that live for an hour of `clock`. */
async function dashboard(clock: FakeClock) {
  const logins: unknown[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      if (request.url !== '/api/auth/login') return void response.writeHead(404).end()
      const asked = JSON.parse(body) as { username: string; password: string }
      logins.push(asked)
      const isRight = asked.password === '5ebe2294ecd0e0f08eab7690d2a6ee69'
      const token = jwt({
        username: asked.username,
        exp: Math.floor(clock.now() / 1000) + 3600,
        n: logins.length,
      })
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify(
          isRight
            ? { status: 'ok', message: null, data: { token, username: asked.username } }
            : { status: 'error', message: '用户名或密码错误', data: null },
        ),
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, logins }
}

const ACCOUNT: Profile = { ...PROFILE, signIn: 'account', account: 'astrbot' }

describe('signing in with an account', () => {
  it('keeps the token for the next start, and asks again when it is useless', async () => {
    const clock = new FakeClock(1_700_000_000_000)
    const there = await dashboard(clock)
    const stored = new Map<string, string>()
    const start = () =>
      new SignIns(
        clock,
        () => Promise.resolve('secret'),
        () => Promise.resolve(there.url),
        {
          read: (id) => Promise.resolve(stored.get(id) ?? null),
          write: (id, value) => Promise.resolve(void stored.set(id, value)),
        },
      )
    const first = await start().credentials(ACCOUNT, { fresh: false })
    expect(await start().credentials(ACCOUNT, { fresh: false })).toEqual(first)
    expect(there.logins).toHaveLength(1)

    // Another account's token is not this one's; an expired or damaged one is nobody's.
    await start().credentials({ ...ACCOUNT, account: 'other' }, { fresh: false })
    expect(there.logins).toHaveLength(2)
    clock.advance(3_600_000)
    await start().credentials({ ...ACCOUNT, account: 'other' }, { fresh: false })
    expect(there.logins).toHaveLength(3)
    stored.set(ACCOUNT.id, 'not json')
    await start().credentials(ACCOUNT, { fresh: false })
    expect(there.logins).toHaveLength(4)
  })

  it('sends the password as md5 only, once for many who ask, and keeps the token', async () => {
    const clock = new FakeClock(1_700_000_000_000)
    const there = await dashboard(clock)
    const signIns = new SignIns(
      clock,
      () => Promise.resolve('secret'),
      () => Promise.resolve(there.url),
    )
    const [a, b] = await Promise.all([
      signIns.credentials(ACCOUNT, { fresh: false }),
      signIns.credentials(ACCOUNT, { fresh: false }),
    ])
    expect(a).toEqual(b)
    expect(await signIns.credentials(ACCOUNT, { fresh: false })).toEqual(a)
    expect(there.logins).toEqual([{ username: 'astrbot', password: '5ebe2294ecd0e0f08eab7690d2a6ee69' }])
  })

  it('renews the token before it expires, and when the server refused it', async () => {
    const clock = new FakeClock(1_700_000_000_000)
    const there = await dashboard(clock)
    const signIns = new SignIns(
      clock,
      () => Promise.resolve('secret'),
      () => Promise.resolve(there.url),
    )
    await signIns.credentials(ACCOUNT, { fresh: false })
    clock.advance(45 * 60_000)
    await signIns.credentials(ACCOUNT, { fresh: false })
    expect(there.logins).toHaveLength(1)
    clock.advance(6 * 60_000)
    await signIns.credentials(ACCOUNT, { fresh: false })
    expect(there.logins).toHaveLength(2)
    await signIns.credentials(ACCOUNT, { fresh: true })
    expect(there.logins).toHaveLength(3)
  })

  it('takes no token of one address or password to another', async () => {
    const clock = new FakeClock(1_700_000_000_000)
    const first = await dashboard(clock)
    const second = await dashboard(clock)
    let url = first.url
    let password = 'secret'
    const signIns = new SignIns(
      clock,
      () => Promise.resolve(password),
      () => Promise.resolve(url),
    )
    await signIns.credentials(ACCOUNT, { fresh: false })
    url = second.url
    await signIns.credentials(ACCOUNT, { fresh: false })
    expect(second.logins).toHaveLength(1)
    password = 'wrong'
    expect(await signIns.credentials(ACCOUNT, { fresh: false })).toMatchObject({
      code: 'BAD_PASSWORD',
      retryable: false,
    })
  })

  it('tells a wrong password from a server that is none of ours', async () => {
    const there = await dashboard(new FakeClock())
    expect(await logIn(there.url, 'astrbot', 'wrong', null)).toMatchObject({ code: 'BAD_PASSWORD' })
    expect(await logIn(`${there.url}/elsewhere`, 'astrbot', 'secret', null)).toMatchObject({
      code: 'NOT_ASTRBOT',
    })
    expect(await logIn('http://127.0.0.1:1', 'astrbot', 'secret', null)).toMatchObject({
      code: 'CONNECTION_REFUSED',
    })
  })

  it('gives a key as it is, and passes on why there is none', async () => {
    const signIns = new SignIns(
      new FakeClock(),
      () => Promise.resolve('abk_x'),
      () => Promise.resolve('http://x'),
    )
    expect(await signIns.credentials(PROFILE, { fresh: false })).toEqual({ kind: 'api-key', key: 'abk_x' })
    const locked = { code: 'KEYCHAIN_DENIED', message: 'no', retryable: true } as const
    const none = new SignIns(
      new FakeClock(),
      () => Promise.resolve(locked),
      () => Promise.resolve('http://x'),
    )
    expect(await none.credentials(ACCOUNT, { fresh: false })).toEqual(locked)
  })
})

describe('the expiry of a token', () => {
  it('is read where it is said, and unknown where it is not', () => {
    expect(expiryOf(jwt({ exp: 1_800_000_000 }))).toBe(1_800_000_000_000)
    expect(expiryOf(jwt({}))).toBeNull()
    expect(expiryOf(jwt({ exp: 'soon' }))).toBeNull()
    expect(expiryOf('not a token')).toBeNull()
    expect(expiryOf('a.b')).toBeNull()
  })
})
