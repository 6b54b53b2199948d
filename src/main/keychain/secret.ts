import type { Result } from '../lib/result.ts'

/** What is kept for a profile: the key of an API, the password of an account, or the token it was given for it. */
export const SECRET_KINDS = ['api-key', 'password', 'jwt'] as const
export type SecretKind = (typeof SECRET_KINDS)[number]

/** Names one secret. */
export interface SecretRef {
  readonly profileId: string
  readonly kind: SecretKind
}

/** One place that keeps secrets. Nothing here rejects; secrets are never logged and never in a failure's message. */
export interface SecretBackend {
  /** Names the place in the ledger. It must change when secrets written before could not be read any more. */
  readonly id: string
  /** The secret, or null when the place has none. */
  get(ref: SecretRef): Promise<Result<string | null>>
  set(ref: SecretRef, secret: string): Promise<Result<void>>
  /** Whether there was one. */
  delete(ref: SecretRef): Promise<Result<boolean>>
}

/** A secret's name in one string; kinds hold no slash, so that no two secrets share one. */
export function secretName(ref: SecretRef): string {
  return `${ref.kind}/${ref.profileId}`
}
