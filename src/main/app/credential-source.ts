import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { LOCAL_PROFILE_ID } from '../../shared/settings.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Result } from '../lib/result.ts'
import type { BaseUrlSource, Credential, CredentialSource } from '../live/credentials.ts'
import type { EnvironmentServer } from './command-line.ts'

/** What kinds of secret a profile can have. */
export type SecretKind = 'api-key' | 'password'

export interface CredentialParts {
  readonly secrets: {
    get(profileId: string, kind: SecretKind): Promise<Result<string | null>>
    set(profileId: string, kind: SecretKind, secret: string): Promise<Result<void>>
  }
  readonly assistant: { url(): Promise<string>; createKey(username: string): Promise<string> }
  /** Exchanges an account's password for a JWT, or gives the cached one. */
  signIn(profile: Profile, password: string, options: { fresh: boolean }): Promise<Credential | Failure>
  readonly environment: EnvironmentServer | null
  /** A secret could not be stored: it is kept until the app quits. */
  onNotStored(problem: Failure): void
}

/** Finds what signs a profile in. */
export function credentialSource(parts: CredentialParts): CredentialSource {
  const { secrets, environment } = parts

  /** The local assistant's key is ours to make: at the first start, and again if it no longer knows the old one. */
  const localKey = async (profile: Profile, fresh: boolean): Promise<Credential | Failure> => {
    const stored = await secrets.get(LOCAL_PROFILE_ID, 'api-key')
    if (stored.ok && stored.value !== null && !fresh) return { kind: 'api-key', key: stored.value }
    const key = await parts.assistant.createKey(profile.username)
    const kept = await secrets.set(LOCAL_PROFILE_ID, 'api-key', key)
    if (!kept.ok) parts.onNotStored(kept.failure)
    return { kind: 'api-key', key }
  }

  return async (profile, { fresh }) => {
    if (environment && profile.id === environment.profile.id) {
      return environment.apiKey === '' ? missing(profile) : { kind: 'api-key', key: environment.apiKey }
    }
    if (profile.kind === 'local') return localKey(profile, fresh)
    const kind: SecretKind = profile.signIn === 'api-key' ? 'api-key' : 'password'
    const secret = await secrets.get(profile.id, kind)
    if (!secret.ok) return secret.failure
    if (secret.value === null) return missing(profile)
    return kind === 'api-key'
      ? { kind: 'api-key', key: secret.value }
      : parts.signIn(profile, secret.value, { fresh })
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

function missing(profile: Profile): Failure {
  return failure('NO_CREDENTIAL', `No key or password is stored for ${profile.name}.`)
}
