import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Keychain } from '../keychain/keychain.ts'
import type { BaseUrlSource, Credential, CredentialSource } from '../live/credentials.ts'
import type { EnvironmentServer } from './command-line.ts'
import { keepSecret, secretRef } from './secrets.ts'

export interface CredentialParts {
  readonly keychain: Keychain
  readonly assistant: { createKey(username: string): Promise<string> }
  /** Signs the profiles of other servers in. */
  readonly remote: CredentialSource
  readonly environment: EnvironmentServer | null
  /** A secret could not be stored: it is kept until the app quits. */
  readonly onUntilQuit: (problem: Failure) => void
}

/** Finds what signs a profile in, of whatever kind it is. */
export function credentialSource(parts: CredentialParts): CredentialSource {
  const { keychain, environment } = parts

  /** The local assistant's key is ours to make: at the first start, and again when it no longer knows the old one. */
  const localKey = async (profile: Profile, fresh: boolean): Promise<Credential> => {
    const ref = secretRef(profile)
    const stored = fresh ? null : await keychain.get(ref)
    if (stored?.ok && stored.value !== null) return { kind: 'api-key', key: stored.value }
    const key = await parts.assistant.createKey(profile.username)
    await keepSecret(keychain, ref, key, parts.onUntilQuit)
    return { kind: 'api-key', key }
  }

  return async (profile, options) => {
    if (profile.id === environment?.profile.id) {
      return environment.apiKey === ''
        ? failure('NO_CREDENTIAL', 'PARLEY_BASE_URL is set, but PARLEY_API_KEY is not.')
        : { kind: 'api-key', key: environment.apiKey }
    }
    return profile.kind === 'local' ? localKey(profile, options.fresh) : parts.remote(profile, options)
  }
}

/** Finds where a profile's server is: for the local assistant, where it listens now. */
export function baseUrlSource(assistant: { url(): Promise<string> }): BaseUrlSource {
  return async (profile) => {
    if (profile.kind === 'remote') return profile.baseUrl
    try {
      return await assistant.url()
    } catch (error) {
      return error instanceof FailureError ? error.failure : failure('ASSISTANT_FAILED', String(error), true)
    }
  }
}
