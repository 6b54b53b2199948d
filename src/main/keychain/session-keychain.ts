import { ok } from '../lib/result.ts'
import { secretName } from './secret.ts'
import type { SecretBackend } from './secret.ts'

/** Keeps secrets in memory until Parley quits: for people whose system has no keychain, after they were told. */
export function createSessionKeychain(): SecretBackend {
  const secrets = new Map<string, string>()
  return {
    id: 'session',
    get: (ref) => Promise.resolve(ok(secrets.get(secretName(ref)) ?? null)),
    set(ref, secret) {
      secrets.set(secretName(ref), secret)
      return Promise.resolve(ok(undefined))
    },
    delete: (ref) => Promise.resolve(ok(secrets.delete(secretName(ref)))),
  }
}
