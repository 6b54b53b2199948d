import { basename } from 'node:path'
import { failure, FailureError, toFailure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { MAX_DRAFTS } from '../../shared/ipc/limits.ts'
import type { AttachmentKind } from '../../shared/live-api/parts.ts'
import type { DraftAttachment } from '../../shared/view.ts'
import { shownName } from '../files/names.ts'
import type { Edit } from '../files/edits.ts'
import type { FileStamp } from '../files/regular-file.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { Runner } from '../live/runner.ts'
import type { DraftPicture } from './draft-picture.ts'
import type { DraftStore } from './draft-store.ts'
import { draftViews } from './draft-view.ts'
import { next } from './queue/next.ts'
import { spoolFilesOf } from './queue/spool-files.ts'
import type {
  Draft,
  DraftSource,
  Inspected,
  PictureWishes,
  QueueEffect,
  QueueEvent,
  QueueState,
} from './queue/state.ts'
import type { Spool } from './spool.ts'

/** Something that is no file on disk, such as a screenshot in the clipboard. */
export interface FileBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A file that is ready to go up. */
export interface FileToUpload {
  readonly path: string
  /** The name that people see; the server gets a unique one. */
  readonly name: string
  readonly contentType: string
  readonly stamp?: FileStamp
  readonly edits: readonly Edit[]
}

/** An upload that the server has taken. */
export interface UploadedFile {
  readonly attachmentId: string
  readonly kind: AttachmentKind
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** What the person says is in it; absent: nothing. */
  readonly alt?: string
}

export interface DraftsOptions {
  newId(): string
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  readonly store: DraftStore
  readonly spool: Spool
  /** Rejects with a `FailureError` when it can't be sent. */
  inspect(path: string, name: string, stamp: FileStamp | null): Promise<Inspected>
  /** Uploads to the chosen profile; `onProgress` gets 0 to 1. Rejects with a `FailureError`. */
  upload(
    file: FileToUpload,
    onProgress: (done: number) => void,
    signal: AbortSignal,
  ): Promise<{ attachmentId: string; kind: AttachmentKind }>
  wishes(): PictureWishes
  changed(drafts: DraftAttachment[]): void
  /** Something that people should know and no draft shows. */
  notice(problem: Failure): void
}

/** Progress is published in steps, not for every chunk of a fast upload. */
const PROGRESS_STEP = 0.02

/**
 * The files beside the composer: each is uploaded as soon as it is chosen, so that sending is at once, and kept until it is
 * sent, over a restart too. What is decided is in `queue/next.ts`; this performs its effects.
 */
export class Drafts {
  readonly #options: DraftsOptions
  readonly #runner: Runner<QueueState, QueueEvent, QueueEffect>
  readonly #uploads = new Map<string, AbortController>()
  #cancelTimer: () => void = () => undefined
  /** Spool files that no draft knows, until there is a profile that they can wait with. */
  #unlisted: string[]
  #isClosed = false

  constructor(options: DraftsOptions) {
    this.#options = options
    const { clock, random, log, spool, store } = options
    const { drafts, problem } = store.load()
    if (problem) options.notice(problem)
    this.#unlisted = spool.sweep(drafts.flatMap(spoolFilesOf))
    const state: QueueState = { drafts, profileId: '', server: '', isOnline: true, timerAt: null }
    this.#runner = new Runner(
      state,
      (before, event: QueueEvent) => next(before, event, { now: clock.elapsed(), random: random() }),
      (effect: QueueEffect) => {
        this.#perform(effect)
      },
      log,
    )
    if (drafts.length > 0) this.#dispatch({ type: 'restored' })
  }

  /**
   * Takes files in. One that can't be sent is shown as failed, with the reason; the others go on. Throws `TOO_MANY_FILES`
   * and takes none when there is no room for all.
   */
  add(paths: readonly string[]): string[] {
    this.#checkRoom(paths.length)
    const drafts = paths.map((path) => ({
      id: this.#options.newId(),
      source: { kind: 'path', path } as const,
      name: shownName(basename(path) || path),
    }))
    this.#dispatch({ type: 'added', drafts })
    return drafts.map(({ id }) => id)
  }

  /** Takes bytes in, and keeps them until they are sent. Rejects with `TOO_MANY_FILES`, or why they can't be kept. */
  async addBytes({ name, bytes }: FileBytes): Promise<string> {
    this.#checkRoom(1)
    const id = this.#options.newId()
    await this.#options.spool.put(id, bytes)
    this.#dispatch({
      type: 'added',
      drafts: [{ id, source: { kind: 'spool', file: id }, name: shownName(name) }],
    })
    return id
  }

  /** `asIs`: with its metadata, when that can't be removed. */
  retry(id: string, asIs = false): void {
    this.#dispatch({ type: 'retry', id, asIs })
  }

  /** Stops the upload; the draft stays, to be tried again or removed. */
  cancel(id: string): void {
    this.#dispatch({ type: 'cancel', id })
  }

  remove(id: string): void {
    this.#dispatch({ type: 'remove', ids: [id] })
  }

  /** `to`: the new place, from 0. */
  move(id: string, to: number): void {
    this.#dispatch({ type: 'move', id, to })
  }

  describe(id: string, alt: string): void {
    this.#dispatch({ type: 'describe', id, alt: alt.trim() })
  }

  /** A window answers to `scaleTo` with the smaller copy; null: it can't be made, or is not smaller. */
  async scaled(id: string, bytes: Uint8Array | null): Promise<void> {
    const draft = this.#find(id)
    if (draft?.phase.at !== 'scaling') return
    const isSmaller = bytes !== null && bytes.byteLength > 0 && bytes.byteLength < (draft.stamp?.size ?? 0)
    if (!isSmaller) {
      this.#dispatch({ type: 'scaled', id, copy: null })
      return
    }
    const copy = `${id}.${this.#options.newId()}`
    await this.#options.spool.put(copy, bytes)
    this.#dispatch({ type: 'scaled', id, copy })
  }

  /** The uploads of drafts, which stay where they are. Throws `INVALID_INPUT` when one is not ready. */
  peek(ids: readonly string[]): UploadedFile[] {
    return ids.map((id) => {
      const draft = this.#find(id)
      if (draft?.phase.at !== 'ready' || draft.profileId !== this.#runner.state.profileId) {
        throw new FailureError(failure('INVALID_INPUT', 'An attachment is not uploaded yet.', true))
      }
      const { attachmentId, kind } = draft.phase
      const { name, alt, stamp } = draft
      return { attachmentId, kind, name, size: stamp?.size ?? 0, ...(alt === '' ? {} : { alt }) }
    })
  }

  /** Takes drafts out for a message that is safe by now. Throws like `peek`, and takes none then. */
  take(ids: readonly string[]): UploadedFile[] {
    const files = this.peek(ids)
    if (ids.length > 0) this.#dispatch({ type: 'remove', ids })
    return files
  }

  /** Where a window finds the picture of a draft; null when there is none that it may decode. */
  picture(id: string): DraftPicture | null {
    const draft = this.#find(id)
    if (!draft?.facts?.picture || !draft.stamp) return null
    const { source, stamp, facts } = draft
    return { path: this.#pathOf(source), contentType: facts.contentType, stamp }
  }

  /** Turns to a profile's drafts. `server`: its address, which its uploads are good for. */
  useProfile(id: string, server: string): void {
    this.#dispatch({ type: 'profile', id, server })
    const files = this.#unlisted
    this.#unlisted = []
    if (files.length > 0) this.#dispatch({ type: 'found', files })
  }

  forgetProfile(id: string): void {
    this.#dispatch({ type: 'profile-removed', id })
  }

  setOnline(isOnline: boolean): void {
    this.#dispatch({ type: 'network', isOnline })
  }

  /** The server is there: what waits to be tried again need not. */
  reached(): void {
    this.#dispatch({ type: 'reached' })
  }

  /** Stops what runs. What is on disk is taken up at the next start. */
  close(): void {
    this.#isClosed = true
    this.#cancelTimer()
    for (const abort of this.#uploads.values()) abort.abort()
  }

  #dispatch(event: QueueEvent): void {
    if (!this.#isClosed) this.#runner.dispatch(event)
  }

  #perform(effect: QueueEffect): void {
    const options = this.#options
    switch (effect.type) {
      case 'inspect':
        void this.#inspect(effect)
        return
      case 'upload':
        void this.#upload(effect.draft)
        return
      case 'abort':
        this.#uploads.get(effect.id)?.abort()
        return
      case 'discard':
        options.spool.discard(effect.files)
        return
      case 'timer':
        this.#setTimer(effect.at)
        return
      case 'save': {
        const problem = options.store.save(this.#runner.state.drafts)
        if (problem) options.notice(problem)
        return
      }
      case 'changed':
        options.changed(draftViews(this.#runner.state))
    }
  }

  async #inspect({ id, run, source, stamp }: Extract<QueueEffect, { type: 'inspect' }>): Promise<void> {
    try {
      const name = this.#find(id)?.name ?? ''
      const inspected = await this.#options.inspect(this.#pathOf(source), name, stamp)
      this.#dispatch({ type: 'inspected', id, run, wishes: this.#options.wishes(), ...inspected })
    } catch (error) {
      this.#dispatch({ type: 'failed', id, run, failure: toFailure(error) })
    }
  }

  async #upload(draft: Draft): Promise<void> {
    const { id, run } = draft
    const abort = new AbortController()
    this.#uploads.set(id, abort)
    let shown = 0
    try {
      const { attachmentId, kind } = await this.#options.upload(
        this.#fileOf(draft),
        (progress) => {
          if (progress - shown < PROGRESS_STEP) return
          shown = progress
          this.#dispatch({ type: 'progress', id, run, progress })
        },
        abort.signal,
      )
      this.#dispatch({ type: 'uploaded', id, run, attachmentId, kind })
    } catch (error) {
      this.#dispatch({ type: 'failed', id, run, failure: toFailure(error) })
    } finally {
      if (this.#uploads.get(id) === abort) this.#uploads.delete(id)
    }
  }

  #fileOf({ source, copy, stamp, edits, name, facts }: Draft): FileToUpload {
    const contentType = facts?.contentType ?? 'application/octet-stream'
    if (copy !== null) return { path: this.#options.spool.path(copy), name, contentType, edits: [] }
    return { path: this.#pathOf(source), name, contentType, edits, ...(stamp ? { stamp } : {}) }
  }

  #pathOf(source: DraftSource): string {
    return source.kind === 'path' ? source.path : this.#options.spool.path(source.file)
  }

  #find(id: string): Draft | undefined {
    return this.#runner.state.drafts.find((draft) => draft.id === id)
  }

  #setTimer(at: number | null): void {
    this.#cancelTimer()
    if (at === null) return
    const { clock } = this.#options
    this.#cancelTimer = clock.setTimer(
      () => {
        this.#dispatch({ type: 'timer' })
      },
      Math.max(0, at - clock.elapsed()),
    )
  }

  #checkRoom(count: number): void {
    const { drafts, profileId } = this.#runner.state
    if (drafts.filter((draft) => draft.profileId === profileId).length + count <= MAX_DRAFTS) return
    throw new FailureError(failure('TOO_MANY_FILES', `At most ${MAX_DRAFTS} files go with one message.`))
  }
}
