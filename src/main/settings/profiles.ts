import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { LOCAL_PROFILE, LOCAL_PROFILE_ID } from '../../shared/settings.ts'
import type { Profile, Settings } from '../../shared/settings.ts'

/*
 * Rules about profiles that no schema can say: the local assistant is always there and first, ids are unique, and the
 * profile in use exists. Pure.
 */

/** Settings that keep the rules, and the paths of what had to go for it. */
export function withSoundProfiles(settings: Settings): {
  readonly settings: Settings
  readonly lost: readonly string[]
} {
  const lost: string[] = []
  const seen = new Set<string>()
  const remotes: Profile[] = []
  let local = LOCAL_PROFILE
  settings.profiles.forEach((profile, index) => {
    const isLocal = profile.id === LOCAL_PROFILE_ID
    if (seen.has(profile.id) || isLocal !== (profile.kind === 'local')) lost.push(`profiles.${index}`)
    else if (isLocal) local = profile
    else remotes.push(profile)
    seen.add(profile.id)
  })
  const profiles = [local, ...remotes]
  const active = profiles.some(({ id }) => id === settings.activeProfileId)
  if (!active) lost.push('activeProfileId')
  return {
    settings: {
      ...settings,
      profiles,
      activeProfileId: active ? settings.activeProfileId : LOCAL_PROFILE_ID,
    },
    lost,
  }
}

/** The profile in use. */
export function activeProfile(settings: Settings): Profile {
  return settings.profiles.find(({ id }) => id === settings.activeProfileId) ?? LOCAL_PROFILE
}

/** Names the server of a profile: what was given to it or came from it is good there only, wherever the local one listens today. */
export function serverOf(profile: Profile): string {
  return profile.kind === 'local' ? LOCAL_PROFILE_ID : profile.baseUrl
}

/** Adds a profile, or replaces the one of the same id in its place. */
export function withProfile(settings: Settings, profile: Profile): Settings | Failure {
  if ((profile.id === LOCAL_PROFILE_ID) !== (profile.kind === 'local')) {
    return failure('INVALID_INPUT', 'Only the local assistant can be a local profile.')
  }
  const known = settings.profiles.some(({ id }) => id === profile.id)
  const profiles = known
    ? settings.profiles.map((other) => (other.id === profile.id ? profile : other))
    : [...settings.profiles, profile]
  return { ...settings, profiles }
}

/** Removes a profile; if it was in use, the local assistant is in use now. */
export function withoutProfile(settings: Settings, id: string): Settings | Failure {
  if (id === LOCAL_PROFILE_ID) return failure('INVALID_INPUT', 'The local assistant cannot be removed.')
  if (!settings.profiles.some((profile) => profile.id === id)) return unknownProfile()
  return {
    ...settings,
    profiles: settings.profiles.filter((profile) => profile.id !== id),
    activeProfileId: settings.activeProfileId === id ? LOCAL_PROFILE_ID : settings.activeProfileId,
  }
}

/** Puts a profile in use. */
export function withActiveProfile(settings: Settings, id: string): Settings | Failure {
  if (!settings.profiles.some((profile) => profile.id === id)) return unknownProfile()
  return { ...settings, activeProfileId: id }
}

function unknownProfile(): Failure {
  return failure('NOT_FOUND', 'There is no such profile.')
}
