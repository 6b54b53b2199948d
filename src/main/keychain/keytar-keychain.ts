import { failure, toFailure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { fail, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { secretName } from './secret.ts'
import type { SecretBackend, SecretRef } from './secret.ts'

/** What a person finds Parley's secrets under in their keychain. */
export const KEYCHAIN_SERVICE = 'Parley'

/** How long a person has to unlock their keychain, in ms. */
export const UNLOCK_DEADLINE_MS = 60_000

/** The part of keytar that is used. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

export interface KeytarKeychainOptions {
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  readonly log: Log
  /** Loads the native module when the first secret is needed. */
  readonly load?: () => Promise<Keytar>
}

/**
 * The system's keychain through keytar: the Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
 *
 * It is touched only when a secret is needed, and once for each, because every touch may show a prompt. Calls wait for each
 * other: each blocks a thread of Node's pool while a prompt is open, and two prompts at once are one too many.
 * Fails with KEYCHAIN_DENIED (locked, refused or not answered) or KEYCHAIN_UNAVAILABLE (there is none).
 */
export function createKeytarKeychain(options: KeytarKeychainOptions): SecretBackend {
  const { clock, log } = options
  const load = options.load ?? loadKeytar
  const known = new Map<string, string>()
  /** Settles when the last call has, also one that nobody waits for any more. */
  let queue: Promise<unknown> = Promise.resolve()

  const call = async <T>(
    ref: SecretRef,
    use: (keytar: Keytar, account: string) => Promise<T>,
  ): Promise<Result<T>> => {
    const account = secretName(ref)
    const answer = queue
      .then(async () => use(await load(), account))
      .then(
        (value) => ok(value),
        (thrown: unknown) => fail(nameFailure(thrown)),
      )
    queue = answer
    const result = await within(clock, UNLOCK_DEADLINE_MS, answer)
    if (!result.ok) {
      // Whether a late call changed it is not known, so what was known about it is not either.
      known.delete(account)
      log.warn({ code: result.failure.code, kind: ref.kind }, 'the keychain failed')
    }
    return result
  }

  return {
    id: backendId(options.platform),
    async get(ref) {
      const remembered = known.get(secretName(ref))
      if (remembered !== undefined) return ok(remembered)
      const result = await call(ref, (keytar, account) => keytar.getPassword(KEYCHAIN_SERVICE, account))
      if (result.ok && result.value !== null) known.set(secretName(ref), result.value)
      return result
    },
    async set(ref, secret) {
      const result = await call(ref, (keytar, account) =>
        keytar.setPassword(KEYCHAIN_SERVICE, account, secret),
      )
      if (result.ok) known.set(secretName(ref), secret)
      return result
    },
    async delete(ref) {
      const result = await call(ref, (keytar, account) => keytar.deletePassword(KEYCHAIN_SERVICE, account))
      if (result.ok) known.delete(secretName(ref))
      return result
    },
  }
}

async function loadKeytar(): Promise<Keytar> {
  const { default: keytar } = await import('keytar')
  return keytar
}

function backendId(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'macos-keychain'
  return platform === 'win32' ? 'windows-credential-manager' : 'secret-service'
}

/** What keychains say when it is a person's or a policy's doing: libsecret, macOS Security, Windows. */
const DENIED = /locked|dismiss|denied|cancel|not allowed|passphrase/i

/** keytar passes on the system's words and nothing else; they hold no secret. */
function nameFailure(thrown: unknown): Failure {
  const { message } = toFailure(thrown)
  return DENIED.test(message)
    ? failure('KEYCHAIN_DENIED', `The keychain refused: ${message}`, true)
    : failure('KEYCHAIN_UNAVAILABLE', `There is no keychain that can be used: ${message}`)
}

function within<T>(clock: Clock, ms: number, answer: Promise<Result<T>>): Promise<Result<T>> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(() => {
      resolve(
        fail(
          failure('KEYCHAIN_DENIED', 'The keychain did not answer; it may be waiting to be unlocked.', true),
        ),
      )
    }, ms)
    void answer.then((result) => {
      cancel()
      resolve(result)
    })
  })
}
