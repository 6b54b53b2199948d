import { SignJWT, jwtVerify } from 'jose'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { AccountStore } from '../store/accounts.ts'
import { loginGuard } from './login-guard.ts'
import { hashPassword, md5Hex, verifyPassword } from './password.ts'
import { semaphore } from './semaphore.ts'

/** How long a dashboard token lives, seconds. */
const TOKEN_SECONDS = 7 * 24 * 60 * 60
const ALGORITHM = 'HS256'
/** A password that nobody has: checked against when there is no such account, so that both answers take as long. */
const NOBODY = 'scrypt$131072$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='

export type LoginResult =
  | { kind: 'ok'; token: string }
  | { kind: 'wrong' }
  /** Too many wrong passwords for this name; `waitMs` until the next is read. */
  | { kind: 'too-many'; waitMs: number }
export type TokenCheck = { ok: true; username: string } | { ok: false; reason: 'expired' | 'invalid' }

export interface LoginLimits {
  loginDelayMs: number
  loginAttempts: number
  loginWindowMs: number
}

export type Accounts = ReturnType<typeof accounts>

/** Dashboard accounts: sign in with a password, then carry a signed token. */
export function accounts(store: AccountStore, secret: Uint8Array, clock: Clock, limits: LoginLimits) {
  const guard = loginGuard({ attempts: limits.loginAttempts, windowMs: limits.loginWindowMs })
  // One at a time: each needs 128 MiB for a moment.
  const oneAtATime = semaphore(1)

  return {
    /** Makes an account, or changes its password; tokens from before the change stop working. */
    async create(username: string, password: string): Promise<void> {
      const name = username.trim()
      if (name === '' || password === '') throw new RangeError('An account needs a name and a password.')
      store.put(name, await hashPassword(md5Hex(password)), clock.now())
    },

    /** @param md5 what came over the wire: the md5 of the password, hex. */
    async login(username: string, md5: string, signal?: AbortSignal): Promise<LoginResult> {
      const waitMs = guard.waitMs(username, clock.now())
      if (waitMs > 0) return { kind: 'too-many', waitMs }
      // Counted before it is known: a burst of guesses cannot outrun the count.
      guard.failed(username, clock.now())
      const account = store.get(username)
      const right = await oneAtATime(() => verifyPassword(md5.toLowerCase(), account?.password ?? NOBODY))
      if (account && right) {
        guard.succeeded(username)
        return { kind: 'ok', token: await sign(account.username) }
      }
      await sleep(limits.loginDelayMs, undefined, signal ? { signal } : {}).catch(() => undefined)
      return { kind: 'wrong' }
    },

    /** Who a token belongs to. A token without `username`, of a removed account or from before a new password is invalid. */
    async verify(token: string): Promise<TokenCheck> {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          currentDate: new Date(clock.now()),
        })
        const username = payload['username']
        if (typeof username !== 'string') return { ok: false, reason: 'invalid' }
        const account = store.get(username)
        const issuedMs = (payload.iat ?? 0) * 1000
        // `iat` has whole seconds.
        const isOld = account !== null && issuedMs + 1000 <= account.passwordChangedAt
        return account && !isOld ? { ok: true, username } : { ok: false, reason: 'invalid' }
      } catch (thrown) {
        const code = (thrown as { code?: unknown }).code
        return { ok: false, reason: code === 'ERR_JWT_EXPIRED' ? 'expired' : 'invalid' }
      }
    },
  }

  function sign(username: string): Promise<string> {
    const now = Math.floor(clock.now() / 1000)
    return new SignJWT({ username })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuedAt(now)
      .setExpirationTime(now + TOKEN_SECONDS)
      .sign(secret)
  }
}
