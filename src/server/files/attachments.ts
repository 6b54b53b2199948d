import { randomUUID } from 'node:crypto'
import type { ReadStream } from 'node:fs'
import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { FailureError, failure } from '../../shared/failure.ts'
import { attachmentKindOf } from '../../shared/live-api/parts.ts'
import type { Clock } from '../clock.ts'
import type { AttachmentRecord, AttachmentStore } from '../store/attachments.ts'
import type { Blobs } from './blobs.ts'
import { cleanContentType, cleanFileName } from './names.ts'

export interface NewAttachment {
  owner: string
  /** As the client named it. */
  filename: string
  contentType: string | undefined
  bytes: Readable | AsyncIterable<Uint8Array>
}

export interface AttachmentLimits {
  maxUploadBytes: number
  ownerQuotaBytes: number
  orphanAttachmentMs: number
}

export type Attachments = ReturnType<typeof attachments>

/**
 * Files that clients send and the assistant makes. An attachment can be read by its owner only: by the key that uploaded it,
 * or, where the owner is an account, by the account's token and by every key made for it. Others hear "not found", so that
 * an id says nothing about what exists.
 */
export function attachments(store: AttachmentStore, blobs: Blobs, clock: Clock, limits: AttachmentLimits) {
  // Between a blob's write and its row it must not be swept away.
  let writing = 0

  const save = async (wanted: NewAttachment): Promise<AttachmentRecord> => {
    const room = limits.ownerQuotaBytes - store.bytesOf(wanted.owner)
    if (room <= 0) throw overQuota()
    writing += 1
    try {
      const limit = Math.min(limits.maxUploadBytes, room)
      const blob = await blobs.write(wanted.bytes, limit).catch((thrown: unknown) => {
        const tooBig = thrown instanceof FailureError && thrown.failure.code === 'FILE_TOO_BIG'
        throw tooBig && limit < limits.maxUploadBytes ? overQuota() : thrown
      })
      const contentType = cleanContentType(wanted.contentType)
      const record: AttachmentRecord = {
        id: randomUUID(),
        owner: wanted.owner,
        sha256: blob.sha256,
        filename: cleanFileName(wanted.filename, randomUUID()),
        contentType,
        kind: attachmentKindOf(contentType.toLowerCase()),
        size: blob.size,
        createdAt: clock.now(),
      }
      store.add(record)
      return record
    } finally {
      writing -= 1
    }
  }

  return {
    /**
     * Streams a new attachment to the disk.
     * @throws FailureError `FILE_TOO_BIG`; `DISK_FULL` when the disk or the owner's quota is full.
     */
    save,
    /** The owner's attachment of that id; null when there is none, or it is somebody else's. */
    find(owner: string, id: string): AttachmentRecord | null {
      const record = store.get(id)
      return record?.owner === owner ? record : null
    },
    /**
     * The owner's attachment of that name: one whose id is the name (as chat frames call files, see `fetchName`), else the
     * newest that was uploaded under it.
     */
    findByName(owner: string, filename: string): AttachmentRecord | null {
      const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.|$)/.exec(filename)?.[0]
      const named = id === undefined ? null : store.get(id)
      const isNamed = named?.owner === owner && fetchName(named) === filename
      return isNamed ? named : store.byName(owner, filename)
    },
    /** The bytes, or a part of them (both ends counted); null when the file is gone from the disk. */
    open(record: AttachmentRecord, range?: { start: number; end: number }): Promise<ReadStream | null> {
      return blobs.read(record.sha256, range)
    },
    readHead(record: AttachmentRecord, maxBytes: number): Promise<Uint8Array | null> {
      return blobs.readHead(record.sha256, maxBytes)
    },
    /** Removes old attachments that no message refers to, and files that nothing refers to. Returns how many files went. */
    async sweep(): Promise<number> {
      if (writing > 0) return 0
      store.removeOrphans(clock.now() - limits.orphanAttachmentMs)
      store.removeUnreferenced()
      let removed = 0
      for (const name of await blobs.list()) {
        if (writing > 0 || store.hasBlob(name)) continue
        blobs.remove(name)
        removed += 1
      }
      return removed
    },
  }
}

/** The name under which a dashboard user fetches a file (`get_file?filename=`): its id, so that it is the only one. */
export function fetchName(record: Pick<AttachmentRecord, 'id' | 'filename'>): string {
  return record.id + extname(record.filename)
}

function overQuota(): FailureError {
  return new FailureError(failure('DISK_FULL', 'There is no room left for this owner’s files.'))
}
