import type { Failure } from '../../shared/failure.ts'
import type { Profile } from '../../shared/settings.ts'

/** What signs a request in. Held in memory only, never logged, sent to the profile's own origin only. */
export type Credential =
  | { kind: 'api-key'; key: string }
  /** A dashboard JWT. */
  | { kind: 'jwt'; token: string }

/**
 * Finds the credential of a profile: from the keychain, or by signing in. `fresh` means that the server has refused the
 * one it was given last, so that a cached token must not be used again.
 */
export type CredentialSource = (
  profile: Profile,
  options: { fresh: boolean },
) => Promise<Credential | Failure>

/** The base address of a profile; for the local assistant, where it listens now. */
export type BaseUrlSource = (profile: Profile) => Promise<string | Failure>

/** Tells a failure value from anything else that a source may give. */
export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'retryable' in value
}

/** The header that signs a request in. API keys and JWTs both travel as bearer tokens. */
export function authorization(credential: Credential): { authorization: string } {
  return { authorization: `Bearer ${credential.kind === 'api-key' ? credential.key : credential.token}` }
}
