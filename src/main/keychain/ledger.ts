import { z } from 'zod'
import type { JsonStore } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { SECRET_KINDS, secretName } from './secret.ts'
import type { SecretRef } from './secret.ts'

/** Which backend wrote which secret. No secret, and nothing made from one: a hash of a weak password gives it away. */
const ledgerSchema = z.object({
  version: z.literal(1),
  /** False since entries were lost to damage. It stays so: which were lost is not known. */
  complete: z.boolean().default(true),
  secrets: z.array(z.object({ profileId: z.string(), kind: z.enum(SECRET_KINDS), backend: z.string() })),
})
type Entry = z.infer<typeof ledgerSchema>['secrets'][number]

export interface Ledger {
  /** False when entries were lost to damage: then a secret may exist without one. */
  readonly complete: boolean
  /** The backend that wrote the secret, or null. */
  backendOf(ref: SecretRef): string | null
  /** Fails when the file cannot be written; the ledger is then as before. */
  record(ref: SecretRef, backend: string): Result<void>
  forget(ref: SecretRef): Result<void>
}

/** Opens the ledger in a small plain JSON file. A missing file is an empty ledger. */
export function openLedger(store: JsonStore, log: Log): Ledger {
  const read = store.read()
  const parsed = read.kind === 'value' ? ledgerSchema.safeParse(read.value) : null
  const complete = read.kind === 'absent' || parsed?.data?.complete === true
  if (!complete)
    log.warn({ kind: read.kind }, 'the list of stored secrets is damaged; the keychain itself is asked')
  let entries = new Map((parsed?.data?.secrets ?? []).map((entry) => [secretName(entry), entry]))

  const replace = (next: Map<string, Entry>): Result<void> => {
    const written = store.write({ version: 1, complete, secrets: [...next.values()] } satisfies z.infer<
      typeof ledgerSchema
    >)
    if (written.ok) entries = next
    return written
  }

  return {
    complete,
    backendOf: (ref) => entries.get(secretName(ref))?.backend ?? null,
    record(ref, backend) {
      if (entries.get(secretName(ref))?.backend === backend) return ok(undefined)
      return replace(
        new Map(entries).set(secretName(ref), { profileId: ref.profileId, kind: ref.kind, backend }),
      )
    },
    forget(ref) {
      if (!entries.has(secretName(ref))) return ok(undefined)
      const next = new Map(entries)
      next.delete(secretName(ref))
      return replace(next)
    },
  }
}
