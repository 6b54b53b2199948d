import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { ProfileDraft, ProfileTest } from '../../shared/ipc/routes.ts'
import type { Profile, Settings } from '../../shared/settings.ts'
import type { Keychain } from '../keychain/keychain.ts'
import { fail } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { normaliseBaseUrl } from '../live/endpoints.ts'
import { isFailure } from '../live/credentials.ts'
import type { HandlerParts } from './handlers.ts'
import { keepSecret, secretRef } from './secrets.ts'

export interface ProfilesOptions {
  readonly keychain: Keychain
  readonly settings: {
    saveProfile(profile: Profile): Result<Settings>
    removeProfile(id: string): Result<Settings>
    selectProfile(id: string): Result<Settings>
  }
  /** Tries a profile; `secret` stands for the stored one when it is given. */
  readonly test: (profile: Profile, secret: string | undefined) => Promise<ProfileTest>
  readonly onUntilQuit: (problem: Failure) => void
  /** A profile was saved, with whether its secret is another one now. */
  readonly saved: (profile: Profile, hasNewSecret: boolean) => void
}

/** Profiles together with their secrets: the settings hold the one, the keychain the other. */
export function createProfiles(options: ProfilesOptions): HandlerParts['profiles'] {
  const { keychain, settings } = options
  return {
    save: async ({ profile, secret }: ProfileDraft) => {
      const clean = withCleanAddress(profile)
      if (isFailure(clean)) return fail(clean)
      if (secret !== undefined) {
        // The secret comes first: a profile without its key would be connected to in vain.
        const kept = await keepSecret(keychain, secretRef(clean), secret, options.onUntilQuit)
        if (!kept.ok) return kept
      }
      const saved = settings.saveProfile(clean)
      if (saved.ok) options.saved(clean, secret !== undefined)
      return saved
    },
    remove: async (id) => {
      const removed = settings.removeProfile(id)
      if (!removed.ok) return removed
      const forgotten = await keychain.forgetProfile(id)
      return forgotten.ok ? removed : forgotten
    },
    select: (id) => settings.selectProfile(id),
    test: async ({ profile, secret }) => {
      const clean = withCleanAddress(profile)
      if (isFailure(clean)) return { failure: clean, certificate: null, server: null, ms: 0 }
      return options.test(clean, secret)
    },
    hasSecret: (id) =>
      Promise.resolve(
        keychain.has({ profileId: id, kind: 'api-key' }) || keychain.has({ profileId: id, kind: 'password' }),
      ),
  }
}

/** The profile with its address as it will be used, or why that can't be an address. */
function withCleanAddress(profile: Profile): Profile | Failure {
  if (profile.kind === 'local')
    return failure('INVALID_INPUT', 'The local assistant has no address to change.')
  const baseUrl = normaliseBaseUrl(profile.baseUrl)
  return typeof baseUrl === 'string' ? { ...profile, baseUrl } : baseUrl
}
