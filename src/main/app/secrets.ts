import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Keychain } from '../keychain/keychain.ts'
import type { SecretRef } from '../keychain/secret.ts'
import type { Result } from '../lib/result.ts'
import type { TokenStore } from '../live/sign-in.ts'

/** Names the secret that a profile signs in with. */
export function secretRef(profile: Pick<Profile, 'id' | 'signIn'>): SecretRef {
  return { profileId: profile.id, kind: profile.signIn === 'api-key' ? 'api-key' : 'password' }
}

/** The API key or the password of a profile, or why there is none. */
export async function secretOf(keychain: Keychain, profile: Profile): Promise<string | Failure> {
  const found = await keychain.get(secretRef(profile))
  if (!found.ok) return found.failure
  return found.value ?? failure('NO_CREDENTIAL', `No key or password is stored for ${profile.name}.`)
}

/**
 * Stores a secret in the system's keychain. Where there is none it is kept in memory until Parley quits, never on disk, and
 * `onUntilQuit` is told, so that the person is.
 */
export async function keepSecret(
  keychain: Keychain,
  ref: SecretRef,
  secret: string,
  onUntilQuit: (problem: Failure) => void,
): Promise<Result<void>> {
  const stored = await keychain.set(ref, secret)
  if (stored.ok || stored.failure.code === 'INVALID_INPUT') return stored
  onUntilQuit(stored.failure)
  return keychain.set(ref, secret, { until: 'quit' })
}

/** Keeps the tokens of accounts in the keychain. Without one there are none at the next start, and they are asked for again. */
export function tokenStore(keychain: Keychain): TokenStore {
  const ref = (profileId: string): SecretRef => ({ profileId, kind: 'jwt' })
  return {
    read: async (profileId) => {
      const found = await keychain.get(ref(profileId))
      return found.ok ? found.value : null
    },
    write: async (profileId, value) => {
      await keychain.set(ref(profileId), value)
    },
  }
}
