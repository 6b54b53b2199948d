import type { Profile } from '../../../shared/settings.ts'

/** The profile id of the assistant that Parley carries itself. */
export const LOCAL_ID = 'local'

/** A server that nothing is known of yet. */
export function newProfile(): Profile {
  return {
    id: crypto.randomUUID(),
    name: '',
    kind: 'remote',
    baseUrl: '',
    username: '',
    signIn: 'api-key',
    account: '',
    pinnedCertificate: null,
  }
}
