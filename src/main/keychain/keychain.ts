import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { JsonStore } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { fail, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { openLedger } from './ledger.ts'
import type { SecretBackend, SecretRef } from './secret.ts'
import { SECRET_KINDS } from './secret.ts'

export interface KeychainStatus {
  /** What kept the system's keychain from working when it was last used; null when nothing did, or it was not used yet. */
  readonly problem: Failure | null
  /** True when some secret will be gone when Parley quits. */
  readonly untilQuit: boolean
}

/** Secrets of profiles. Nothing here rejects. */
export interface Keychain {
  /** The secret; null when none was ever stored. */
  get(ref: SecretRef): Promise<Result<string | null>>
  /**
   * Stores a secret. When the system has no keychain it fails with KEYCHAIN_UNAVAILABLE, and stores nothing in its place:
   * tell the person, and store again with `until: 'quit'`.
   */
  set(ref: SecretRef, secret: string, options?: { readonly until?: 'quit' }): Promise<Result<void>>
  /** Whether a secret is stored; never touches the system's keychain, so never prompts. */
  has(ref: SecretRef): boolean
  delete(ref: SecretRef): Promise<Result<void>>
  /** Deletes all that a profile has. Fails with the first failure, after trying all. */
  forgetProfile(profileId: string): Promise<Result<void>>
  status(): KeychainStatus
}

export interface KeychainOptions {
  /** The system's keychain. */
  readonly system: SecretBackend
  /** Where secrets live that the person agreed to lose at the end. */
  readonly session: SecretBackend
  /** Which backend wrote what: a small file without secrets. */
  readonly ledger: JsonStore
  readonly log: Log
}

/**
 * The keychain as the app sees it. It remembers which backend wrote a secret, and reads it from no other: a keychain that
 * changed unnoticed would look like "no key was ever entered", or hand out what someone else put there.
 */
export function createKeychain(options: KeychainOptions): Keychain {
  const { system, session, log } = options
  const ledger = openLedger(options.ledger, log)
  let problem: Failure | null = null
  const inSession = new Set<string>()
  const key = (ref: SecretRef): string => JSON.stringify([ref.profileId, ref.kind])

  /** Remembers how the system's keychain did. */
  const noted = <T>(result: Result<T>): Result<T> => {
    problem = result.ok ? null : result.failure
    return result
  }

  const get = async (ref: SecretRef): Promise<Result<string | null>> => {
    if (inSession.has(key(ref))) return session.get(ref)
    const writer = ledger.backendOf(ref)
    if (writer === null && ledger.complete) return ok(null)
    if (writer !== null && writer !== system.id) return fail(changed(writer, system.id))
    const result = noted(await system.get(ref))
    if (!result.ok || writer === null) return result
    // gnome-keyring answers "nothing" for what is in a collection that stays locked.
    return result.value === null ? noted(fail(missing())) : result
  }

  const set: Keychain['set'] = async (ref, secret, { until } = {}) => {
    if (secret === '' || secret.includes('\0')) {
      return fail(failure('INVALID_INPUT', 'A secret must not be empty or hold a NUL character.'))
    }
    if (until === 'quit') {
      inSession.add(key(ref))
      return session.set(ref, secret)
    }
    // The entry comes first: an entry without a secret is told, a secret without an entry would be lost.
    const before = ledger.backendOf(ref)
    const recorded = ledger.record(ref, system.id)
    if (!recorded.ok) return recorded
    const stored = noted(await system.set(ref, secret))
    if (!stored.ok) {
      if (before !== system.id) restore(ref, before)
      return stored
    }
    inSession.delete(key(ref))
    await session.delete(ref)
    return stored
  }

  const restore = (ref: SecretRef, writer: string | null): void => {
    const restored = writer === null ? ledger.forget(ref) : ledger.record(ref, writer)
    if (!restored.ok) log.warn({ code: restored.failure.code }, 'the list of stored secrets is out of date')
  }

  const remove = async (ref: SecretRef): Promise<Result<void>> => {
    inSession.delete(key(ref))
    await session.delete(ref)
    const writer = ledger.backendOf(ref)
    if (writer === system.id || (writer === null && !ledger.complete)) {
      const deleted = noted(await system.delete(ref))
      // The entry stays, so that it can be tried again.
      if (!deleted.ok) return deleted
    }
    return ledger.forget(ref)
  }

  return {
    get,
    set,
    has: (ref) => inSession.has(key(ref)) || ledger.backendOf(ref) !== null,
    delete: remove,
    async forgetProfile(profileId) {
      let first: Result<void> = ok(undefined)
      for (const kind of SECRET_KINDS) {
        const removed = await remove({ profileId, kind })
        if (first.ok && !removed.ok) first = removed
      }
      return first
    },
    status: () => ({ problem, untilQuit: inSession.size > 0 }),
  }
}

function changed(writer: string, now: string): Failure {
  return failure(
    'KEYCHAIN_UNAVAILABLE',
    `The secret was stored in another keychain (${writer}) than the one in use (${now}). Enter it again.`,
  )
}

function missing(): Failure {
  return failure(
    'KEYCHAIN_DENIED',
    'The keychain does not give the secret that was stored in it: it is locked, or the secret was removed. Unlock it, or enter the secret again.',
    true,
  )
}
