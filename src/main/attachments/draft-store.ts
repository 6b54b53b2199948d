import { z } from 'zod'
import { failure, failureSchema } from '../../shared/failure.ts'
import type { JsonFile } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import type { Failure } from '../../shared/failure.ts'
import { draftFactsSchema, draftSourceSchema, spoolNameSchema, uploadedSchema } from './queue/state.ts'
import type { Draft } from './queue/state.ts'

/** One draft on disk. What was learnt of a file that is not uploaded yet is learnt again. */
const recordSchema = z.object({
  id: z.string().min(1).max(100),
  profileId: z.string().min(1),
  source: draftSourceSchema,
  name: z.string(),
  alt: z.string(),
  stamp: z.object({ size: z.number(), mtimeMs: z.number() }).nullable(),
  facts: draftFactsSchema.nullable(),
  copy: spoolNameSchema.nullable(),
  isStripped: z.boolean(),
  isAsIs: z.boolean(),
  uploaded: uploadedSchema.nullable(),
  /** Why it waits for the person. */
  failure: failureSchema.nullable(),
})
type DraftRecord = z.infer<typeof recordSchema>

const fileSchema = z.object({ version: z.literal(1), drafts: z.array(z.unknown()) })

/** What an earlier run left. */
export interface FoundDrafts {
  readonly drafts: readonly Draft[]
  /** DRAFTS_DAMAGED: some of them, or all, could not be read. */
  readonly problem: Failure | null
}

/** The drafts of all profiles, in one JSON file. One that can't be read is set aside before another takes its place. */
export class DraftStore {
  readonly #store: JsonFile
  readonly #log: Log
  /** What is on disk would be lost if it were replaced. */
  #mustSetAside = false

  constructor(store: JsonFile, log: Log) {
    this.#store = store
    this.#log = log
  }

  /** A record that can't be read costs that draft, not the others. */
  load(): FoundDrafts {
    const read = this.#store.read()
    if (read.kind === 'absent') return { drafts: [], problem: null }
    const file = read.kind === 'value' ? fileSchema.safeParse(read.value) : null
    if (!file?.success) {
      this.#log.error({ kind: read.kind }, 'the drafts of the last run cannot be read')
      return this.#damaged([])
    }
    const drafts = file.data.drafts.flatMap((value) => {
      const record = recordSchema.safeParse(value)
      if (record.success) return [draftOf(record.data)]
      this.#log.error({ issues: record.error.issues }, 'a draft of the last run cannot be read')
      return []
    })
    return drafts.length < file.data.drafts.length ? this.#damaged(drafts) : { drafts, problem: null }
  }

  /** The answer is null, or why they can't be kept. */
  save(drafts: readonly Draft[]): Failure | null {
    if (this.#mustSetAside) {
      const aside = this.#store.setAside()
      if (!aside.ok) return aside.failure
      this.#mustSetAside = false
    }
    const saved = this.#store.write({ version: 1, drafts: drafts.map(recordOf) })
    return saved.ok ? null : saved.failure
  }

  /** Replaces the file at once, so that the same damage is told once. */
  #damaged(drafts: readonly Draft[]): FoundDrafts {
    this.#mustSetAside = true
    const unsaved = this.save(drafts)
    if (unsaved) this.#log.error({ failure: unsaved }, 'the damaged list of drafts could not be set aside')
    return { drafts, problem: failure('DRAFTS_DAMAGED', 'The list of attached files could not be read') }
  }
}

function recordOf(draft: Draft): DraftRecord {
  const { id, profileId, source, name, alt, stamp, facts, copy, isStripped, isAsIs, phase } = draft
  const isReady = phase.at === 'ready'
  return {
    ...{ id, profileId, source, name, alt, stamp, facts, copy, isStripped, isAsIs },
    uploaded: isReady ? { attachmentId: phase.attachmentId, kind: phase.kind, server: phase.server } : null,
    failure: phase.at === 'failed' ? phase.failure : null,
  }
}

function draftOf({ uploaded, failure: problem, ...record }: DraftRecord): Draft {
  return {
    ...record,
    edits: [],
    tries: 0,
    run: 0,
    phase: uploaded
      ? { at: 'ready', ...uploaded }
      : problem
        ? { at: 'failed', failure: problem }
        : { at: 'preparing' },
  }
}
