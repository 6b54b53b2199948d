import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { accounts } from '../../../../src/server/auth/accounts.ts'
import { apiKeyOf } from '../../../../src/server/auth/credentials.ts'
import { loginGuard } from '../../../../src/server/auth/login-guard.ts'
import { hashPassword, md5Hex, verifyPassword } from '../../../../src/server/auth/password.ts'
import { openStore } from '../../../../src/server/store/index.ts'
import type { Store } from '../../../../src/server/store/index.ts'

describe('where a key is looked for', () => {
  const none = new URLSearchParams()
  it.each([
    [{}, 'api_key=a', 'a'],
    [{}, 'key=b', 'b'],
    [{ authorization: 'Bearer h' }, 'key=b', 'b'],
    [{ 'x-api-key': 'x', authorization: 'Bearer h' }, '', 'x'],
    [{ authorization: 'Bearer h' }, '', 'h'],
    [{ authorization: 'ApiKey h' }, '', 'h'],
    [{ authorization: 'bearer h' }, '', null],
    [{ authorization: 'Bearer ' }, '', null],
    [{ authorization: 'Bearer h' }, 'api_key=', 'h'],
  ])('%j with ?%s is %s', (headers, query, key) => {
    expect(apiKeyOf(headers, new URLSearchParams(query))).toBe(key)
  })
  it('nothing is nothing', () => expect(apiKeyOf({}, none)).toBeNull())
})

describe('passwords', () => {
  it('are stored salted and slow, and only the right one fits', async () => {
    expect(md5Hex('pässword')).toBe('8e1843033a0f6ee52e2f618aa8ebbef4')
    const [one, two] = await Promise.all([hashPassword(md5Hex('a')), hashPassword(md5Hex('a'))])
    expect(one).toMatch(/^scrypt\$131072\$8\$1\$/)
    expect(one).not.toBe(two)
    expect(one).not.toContain(md5Hex('a'))
    expect(await verifyPassword(md5Hex('a'), one)).toBe(true)
    expect(await verifyPassword(md5Hex('b'), one)).toBe(false)
    expect(await verifyPassword(md5Hex('a'), 'nonsense')).toBe(false)
  })
})

describe('the login guard', () => {
  it('lets a few wrong passwords pass, then makes one wait for the window to end', () => {
    const guard = loginGuard({ attempts: 3, windowMs: 1000 })
    for (const at of [0, 100, 200]) {
      expect(guard.waitMs('alice', at)).toBe(0)
      guard.failed('alice', at)
    }
    expect(guard.waitMs('alice', 200)).toBe(800)
    expect(guard.waitMs('bob', 200)).toBe(0)
    expect(guard.waitMs('alice', 999)).toBe(1)
    expect(guard.waitMs('alice', 1000)).toBe(0)
  })
  it('forgets once the right password came', () => {
    const guard = loginGuard({ attempts: 1, windowMs: 1000 })
    guard.failed('alice', 0)
    guard.succeeded('alice')
    expect(guard.waitMs('alice', 1)).toBe(0)
  })
})

describe('accounts', () => {
  let dataDir: string
  let store: Store
  let now = Date.parse('2026-01-01T00:00:00Z')
  const limits = { loginDelayMs: 1, loginAttempts: 2, loginWindowMs: 60_000 }
  const make = () => accounts(store.accounts, store.jwtSecret, { now: () => now, elapsed: () => now }, limits)

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'parley-accounts-'))
    store = openStore(dataDir)
  })
  afterEach(() => {
    store.close()
    rmSync(dataDir, { recursive: true })
  })

  const tokenOf = async (people: ReturnType<typeof make>, password: string): Promise<string> => {
    const result = await people.login('alice', md5Hex(password))
    if (result.kind !== 'ok') throw new Error(result.kind)
    return result.token
  }

  it('give a token for seven days', async () => {
    const people = make()
    await people.create('alice', 'secret')
    const token = await tokenOf(people, 'secret')
    expect(await people.verify(token)).toEqual({ ok: true, username: 'alice' })
    now += 7 * 86_400_000 - 2000
    expect(await people.verify(token)).toEqual({ ok: true, username: 'alice' })
    now += 3000
    expect(await people.verify(token)).toEqual({ ok: false, reason: 'expired' })
  })

  it('survive a restart: the secret is kept', async () => {
    await make().create('alice', 'secret')
    const token = await tokenOf(make(), 'secret')
    store.close()
    store = openStore(dataDir)
    expect(await make().verify(token)).toEqual({ ok: true, username: 'alice' })
  })

  it('refuse tokens from before a new password', async () => {
    const people = make()
    await people.create('alice', 'secret')
    const token = await tokenOf(people, 'secret')
    now += 5000
    await people.create('alice', 'other')
    expect(await people.verify(token)).toEqual({ ok: false, reason: 'invalid' })
    expect(await people.verify(await tokenOf(people, 'other'))).toEqual({ ok: true, username: 'alice' })
  })

  it('refuse tokens of another secret, of no user name, of nobody, and of algorithm none', async () => {
    const people = make()
    const sign = (claims: Record<string, unknown>, secret: Uint8Array) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt(now / 1000)
        .setExpirationTime(now / 1000 + 100)
        .sign(secret)
    await people.create('alice', 'secret')
    const header = Buffer.from('{"alg":"none"}').toString('base64url')
    const body = Buffer.from('{"username":"alice"}').toString('base64url')
    const tokens = [
      await sign({ username: 'alice' }, new Uint8Array(32)),
      await sign({}, store.jwtSecret),
      await sign({ username: 'nobody' }, store.jwtSecret),
      `${header}.${body}.`,
      'nonsense',
    ]
    for (const token of tokens) expect(await people.verify(token)).toEqual({ ok: false, reason: 'invalid' })
    expect(await people.verify(await sign({ username: 'alice' }, store.jwtSecret))).toMatchObject({
      ok: true,
    })
  })

  it('answer a wrong name like a wrong password, and stop reading after too many', async () => {
    const people = make()
    await people.create('alice', 'secret')
    for (const name of ['alice', 'nobody']) {
      expect(await people.login(name, md5Hex('x'))).toEqual({ kind: 'wrong' })
      expect(await people.login(name, md5Hex('y'))).toEqual({ kind: 'wrong' })
      expect(await people.login(name, md5Hex('secret'))).toMatchObject({ kind: 'too-many' })
    }
    now += limits.loginWindowMs
    expect(await people.login('alice', md5Hex('secret'))).toMatchObject({ kind: 'ok' })
  })
})
