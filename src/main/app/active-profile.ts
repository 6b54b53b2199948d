import type { ProfileTest } from '../../shared/ipc/routes.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Keychain } from '../keychain/keychain.ts'
import { realClock } from '../lib/clock.ts'
import { withoutNotice } from '../lib/notices.ts'
import { probeProfile } from '../live/probe.ts'
import type { ViewStore } from '../view/view-store.ts'
import { serverOf } from '../settings/profiles.ts'
import { secretOf } from './secrets.ts'

/** What turns to another profile. */
export interface ProfileParts {
  /** The profile that is chosen now. */
  readonly profile: () => Profile
  readonly live: { useProfile(profile: Profile): void }
  readonly drafts: { useProfile(id: string, server: string): void }
  readonly speech: { clear(): void }
  readonly assistant: { rest(): Promise<void> }
  readonly view: Pick<ViewStore, 'fields' | 'set' | 'clearTurns'>
}

/** Turns to the profile that is chosen now. Its conversation is another one, and so are its attachments. */
export function useProfile({ profile, live, drafts, speech, assistant, view }: ProfileParts): void {
  const chosen = profile()
  speech.clear()
  drafts.useProfile(chosen.id, serverOf(chosen))
  view.clearTurns()
  view.set({
    profile: { id: chosen.id, name: chosen.name, kind: chosen.kind },
    notices: withoutNotice(view.fields.notices, 'NO_CREDENTIAL'),
  })
  live.useProfile(chosen)
  if (chosen.kind === 'remote') void assistant.rest()
}

/** The same, when what is being said to the other one is with that. */
export async function switchProfile(
  parts: ProfileParts,
  conversation: { endTalk(): Promise<void> },
): Promise<void> {
  await conversation.endTalk()
  useProfile(parts)
}

/** Tries a draft of a profile out, with the stored secret where the form has none. */
export async function testProfile(
  keychain: Keychain,
  profile: Profile,
  secret: string | undefined,
): Promise<ProfileTest> {
  const found = secret ?? (await secretOf(keychain, profile))
  if (typeof found !== 'string') return { failure: found, certificate: null, server: null, ms: 0 }
  return probeProfile(profile, found, realClock)
}
