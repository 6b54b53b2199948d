import type { Failure } from '../../shared/failure.ts'
import { failure, FailureError, toFailure } from '../../shared/failure.ts'
import { attachmentKindOf } from '../../shared/live-api/parts.ts'
import type { AttachmentKind } from '../../shared/live-api/parts.ts'
import type { DraftAttachment } from '../../shared/view.ts'

interface FileFacts {
  /** The name that people see; the server gets a unique one. */
  readonly name: string
  readonly kind: AttachmentKind
  /** In bytes. */
  readonly size: number
}

/** Something that is no file on disk, such as a screenshot in the clipboard. */
export interface FileBytes {
  readonly name: string
  /** Its media type: nothing but this says what the bytes are. */
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** What is to be uploaded: a file on disk, or bytes that are held until the server has them. */
export type LocalFile = FileFacts & ({ readonly path: string } | FileBytes)

/** An upload that the server has taken. */
export interface UploadedFile {
  readonly attachmentId: string
  readonly kind: AttachmentKind
  readonly name: string
  /** In bytes. */
  readonly size: number
}

export interface DraftsOptions {
  newId(): string
  /** Looks at a path; rejects with a `FailureError` when it can't be sent (missing, empty, a folder, too big). */
  inspect(path: string): Promise<LocalFile>
  /** Uploads; `onProgress` gets 0 to 1. Rejects with a `FailureError`. */
  upload(
    file: LocalFile,
    onProgress: (done: number) => void,
    signal: AbortSignal,
  ): Promise<{ attachmentId: string; kind: AttachmentKind }>
  changed(drafts: DraftAttachment[]): void
}

interface Draft {
  view: DraftAttachment
  /** Null once the server has it. */
  file: LocalFile | null
  attachmentId: string | null
  abort: AbortController
}

const UNKNOWN = {
  kind: 'file',
  size: 0,
  contentType: null,
  waitsFor: null,
  progress: 0,
  alt: '',
  picture: null,
  scaleTo: null,
  notes: [],
  failure: null,
} satisfies Partial<DraftAttachment>

/** Progress is published in steps, not for every chunk of a fast upload. */
const PROGRESS_STEP = 0.02

/** How much of what is no file may be held in memory at a time, in bytes. */
const MAX_HELD_BYTES = 128 * 1024 * 1024

/** The files beside the composer: each is uploaded as soon as it is chosen, so that sending is at once. */
export class Drafts {
  readonly #options: DraftsOptions
  readonly #drafts = new Map<string, Draft>()

  constructor(options: DraftsOptions) {
    this.#options = options
  }

  /** Begins the upload of files. A file that can't be sent is shown as failed, with the reason; the others go on. */
  async add(paths: readonly string[]): Promise<string[]> {
    return Promise.all(
      paths.map(async (path) => {
        const id = this.#options.newId()
        try {
          this.#begin(id, await this.#options.inspect(path))
        } catch (error) {
          this.#put(id, failedDraft(id, path, toFailure(error)))
        }
        return id
      }),
    )
  }

  /** Begins the upload of bytes. Throws `OUTBOX_FULL` while too many others wait for theirs. */
  addBytes(file: FileBytes): string {
    const size = file.bytes.byteLength
    if (this.#heldBytes() + size > MAX_HELD_BYTES) {
      throw new FailureError(failure('OUTBOX_FULL', 'Too many attachments wait for their upload.', true))
    }
    const id = this.#options.newId()
    this.#begin(id, { ...file, size, kind: attachmentKindOf(file.contentType) })
    return id
  }

  retry(id: string): void {
    const draft = this.#drafts.get(id)
    if (draft?.view.status === 'failed' && draft.file) this.#begin(id, draft.file)
  }

  remove(id: string): void {
    this.#drafts.get(id)?.abort.abort()
    if (this.#drafts.delete(id)) this.#publish()
  }

  /** Takes drafts out for a message. Throws `INVALID_INPUT` when one is not ready, and takes none then. */
  take(ids: readonly string[]): UploadedFile[] {
    const files = ids.map((id) => {
      const draft = this.#drafts.get(id)
      if (!draft?.attachmentId) {
        throw new FailureError(failure('INVALID_INPUT', 'An attachment is not uploaded yet.', true))
      }
      const { name, size, kind } = draft.view
      return { attachmentId: draft.attachmentId, name, size, kind }
    })
    for (const id of ids) this.#drafts.delete(id)
    if (ids.length > 0) this.#publish()
    return files
  }

  /** Throws everything away: attachment ids mean nothing to another server. */
  clear(): void {
    for (const draft of this.#drafts.values()) draft.abort.abort()
    if (this.#drafts.size === 0) return
    this.#drafts.clear()
    this.#publish()
  }

  #begin(id: string, file: LocalFile): void {
    const abort = new AbortController()
    const { name, kind, size } = file
    const view: DraftAttachment = { ...UNKNOWN, id, name, kind, size, status: 'uploading' }
    this.#put(id, { view, file, attachmentId: null, abort })
    void this.#upload(id, file, abort.signal)
  }

  async #upload(id: string, file: LocalFile, signal: AbortSignal): Promise<void> {
    try {
      const done = await this.#options.upload(
        file,
        (progress) => {
          const shown = this.#drafts.get(id)?.view.progress ?? 1
          if (progress - shown >= PROGRESS_STEP) this.#update(id, signal, { progress })
        },
        signal,
      )
      const { attachmentId, kind } = done
      this.#update(id, signal, { status: 'ready', progress: 1, kind }, { attachmentId, file: null })
    } catch (error) {
      this.#update(id, signal, { status: 'failed', failure: toFailure(error) })
    }
  }

  #update(
    id: string,
    signal: AbortSignal,
    change: Partial<DraftAttachment>,
    uploaded: Partial<Pick<Draft, 'attachmentId' | 'file'>> = {},
  ): void {
    const draft = this.#drafts.get(id)
    // A draft that was removed, or is being uploaded again, no longer belongs to this upload.
    if (!draft || signal.aborted || draft.abort.signal !== signal) return
    this.#put(id, { ...draft, view: { ...draft.view, ...change }, ...uploaded })
  }

  #heldBytes(): number {
    let held = 0
    for (const { file } of this.#drafts.values()) if (file && 'bytes' in file) held += file.size
    return held
  }

  #put(id: string, draft: Draft): void {
    this.#drafts.set(id, draft)
    this.#publish()
  }

  #publish(): void {
    this.#options.changed([...this.#drafts.values()].map((draft) => draft.view))
  }
}

function failedDraft(id: string, path: string, problem: Failure): Draft {
  const name = path.split(/[/\\]/).at(-1) ?? path
  return {
    view: { ...UNKNOWN, id, name, status: 'failed', failure: problem },
    file: { path, name, kind: 'file', size: 0 },
    attachmentId: null,
    abort: new AbortController(),
  }
}
