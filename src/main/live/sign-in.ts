import { createHash } from 'node:crypto'
import { z } from 'zod'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { loggedInSchema } from '../../shared/live-api/http.ts'
import { PATHS } from '../../shared/live-api/limits.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Clock } from '../lib/clock.ts'
import { isFailure } from './credentials.ts'
import type { Credential, CredentialSource } from './credentials.ts'
import { httpAddress } from './endpoints.ts'
import { readEnvelope, send } from './http.ts'
import { redactText } from './redact.ts'

/** A token is renewed this long before it expires, in ms; it lives for 7 days. */
const RENEW_BEFORE_MS = 10 * 60_000

/** Signs in with a dashboard account. The answer is the JWT. The password leaves this machine only as the md5 the contract asks for. */
export async function logIn(
  baseUrl: string,
  account: string,
  password: string,
  pinnedCertificate: string | null,
): Promise<string | Failure> {
  try {
    const response = await send({
      method: 'POST',
      url: httpAddress(baseUrl, PATHS.login),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        username: account,
        password: createHash('md5').update(password, 'utf8').digest('hex'),
      }),
      pinnedCertificate,
    })
    if (response.status === 404 || response.status === 405) {
      return failure('NOT_ASTRBOT', `There is no AstrBot sign-in at this address (HTTP ${response.status})`)
    }
    if (response.status === 429)
      return failure('SERVER_BUSY', 'Too many tries to sign in; wait a little', true)
    if (response.status >= 500)
      return failure('SERVER_ERROR', `The server answered HTTP ${response.status}`, true)
    const envelope = await readEnvelope(response.body)
    if (envelope === null) return failure('NOT_ASTRBOT', 'What answers at this address is not AstrBot')
    const data = loggedInSchema.safeParse(envelope.data)
    if (envelope.status === 'ok' && data.success) return data.data.token
    return failure('BAD_PASSWORD', redactText(envelope.message ?? 'The account or the password is wrong'))
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
}

/** When a JWT expires, in ms since the epoch; null when it does not say. Read, not verified: only the server can do that. */
export function expiryOf(token: string): number | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const exp: unknown = (payload as { exp?: unknown } | null)?.exp
    return typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : null
  } catch {
    return null
  }
}

/** What a token was got with, so that a change of any of it makes the token another person's, and the token. */
const keptSchema = z.object({ key: z.string(), token: z.string().min(1) })
type Kept = z.infer<typeof keptSchema>

/** Keeps tokens from one start to the next: the keychain. Nothing here rejects; what is lost is asked for again. */
export interface TokenStore {
  read(profileId: string): Promise<string | null>
  write(profileId: string, value: string): Promise<void>
}

/**
 * Finds the credential of each profile: the stored key as it is, or a JWT got with the stored password, kept (in memory, and
 * in `store` for the next start) and renewed before it expires or when a server refused it. A token goes to no other address than the one it came from.
 */
export class SignIns {
  readonly #clock: Clock
  readonly #secretOf: (profile: Profile) => Promise<string | Failure>
  readonly #baseUrlOf: (profile: Profile) => Promise<string | Failure>
  readonly #store: TokenStore | null
  readonly #tokens = new Map<string, Kept>()
  readonly #underway = new Map<string, Promise<string | Failure>>()

  /** `secretOf` gives the API key, or the password of an account. */
  constructor(
    clock: Clock,
    secretOf: (profile: Profile) => Promise<string | Failure>,
    baseUrlOf: (profile: Profile) => Promise<string | Failure>,
    store: TokenStore | null = null,
  ) {
    this.#store = store
    this.#clock = clock
    this.#secretOf = secretOf
    this.#baseUrlOf = baseUrlOf
  }

  readonly credentials: CredentialSource = async (profile, { fresh }) => {
    const secret = await this.#secretOf(profile)
    if (isFailure(secret)) return secret
    if (profile.signIn === 'api-key') return { kind: 'api-key', key: secret }
    return this.#withToken(profile, secret, fresh)
  }

  /** Forgets a profile's token, for example when its password was changed. */
  forget(profileId: string): void {
    this.#tokens.delete(profileId)
  }

  async #withToken(profile: Profile, password: string, fresh: boolean): Promise<Credential | Failure> {
    const baseUrl = await this.#baseUrlOf(profile)
    if (isFailure(baseUrl)) return baseUrl
    const account = profile.account === '' ? profile.username : profile.account
    const key = createHash('sha256')
      .update(JSON.stringify([baseUrl, account, password]))
      .digest('hex')
    const kept = fresh ? null : await this.#keptToken(profile.id)
    if (kept?.key === key && this.#isGood(kept.token)) return { kind: 'jwt', token: kept.token }

    // Two who ask at once share one sign-in: the reference server answers a wrong password only after 3 s.
    const asked = this.#underway.get(key) ?? logIn(baseUrl, account, password, profile.pinnedCertificate)
    this.#underway.set(key, asked)
    const token = await asked.finally(() => this.#underway.delete(key))
    if (typeof token !== 'string') return token
    const found: Kept = { key, token }
    this.#tokens.set(profile.id, found)
    await this.#store?.write(profile.id, JSON.stringify(found))
    return { kind: 'jwt', token }
  }

  async #keptToken(profileId: string): Promise<Kept | null> {
    const known = this.#tokens.get(profileId)
    if (known || !this.#store) return known ?? null
    const stored = await this.#store.read(profileId)
    const parsed = keptSchema.safeParse(stored === null ? null : parseJson(stored))
    if (!parsed.success) return null
    this.#tokens.set(profileId, parsed.data)
    return parsed.data
  }

  #isGood(token: string): boolean {
    const expiry = expiryOf(token)
    return expiry === null || expiry - this.#clock.now() > RENEW_BEFORE_MS
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
