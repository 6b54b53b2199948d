import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Failure } from '../../shared/failure.ts'
import type { AttachmentSettings, Profile } from '../../shared/settings.ts'
import type { DraftAttachment } from '../../shared/view.ts'
import { DraftStore } from '../attachments/draft-store.ts'
import { Drafts } from '../attachments/drafts.ts'
import { inspectFile } from '../attachments/inspect.ts'
import { Spool } from '../attachments/spool.ts'
import type { FileClient } from '../files/client.ts'
import type { Clock } from '../lib/clock.ts'
import { jsonFileStore } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'

export interface DraftsParts {
  /** Where they are kept until they are sent. */
  readonly folder: string
  readonly log: Log
  readonly clock: Clock
  readonly files: Pick<FileClient, 'upload'>
  readonly profile: () => Profile
  readonly wishes: () => AttachmentSettings
  readonly changed: (drafts: DraftAttachment[]) => void
  readonly notice: (problem: Failure) => void
}

/** The files beside the composer, on disk and on their way to the chosen profile's server. */
export function createDrafts(parts: DraftsParts): Drafts {
  const { folder, log, clock, files, profile } = parts
  return new Drafts({
    newId: randomUUID,
    clock,
    random: Math.random,
    log,
    store: new DraftStore(jsonFileStore(join(folder, 'drafts.json')), log),
    spool: new Spool(join(folder, 'spool'), log),
    inspect: inspectFile,
    upload: ({ contentType, ...source }, onProgress, signal) =>
      files.upload(profile(), source, {
        contentType,
        signal,
        onProgress: (sent, total) => {
          onProgress(sent / total)
        },
      }),
    wishes: () => {
      const { scalePictures, maxSide, removeMetadata } = parts.wishes()
      return { maxSide: scalePictures ? maxSide : null, removeMetadata }
    },
    changed: parts.changed,
    notice: parts.notice,
  })
}
