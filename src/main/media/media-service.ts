import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failure, FailureError } from '../../shared/failure.ts'
import { isInlineId } from '../../shared/file-address.ts'
import type { AttachmentFacts } from '../../shared/ipc/routes.ts'
import type { Profile, Settings } from '../../shared/settings.ts'
import type { Clock } from '../lib/clock.ts'
import { jsonFileStore } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { MediaCache } from './cache.ts'
import type { MediaCacheOptions } from './cache.ts'
import { copyToOpen } from './export.ts'
import { isTooLarge } from './facts.ts'
import type { MediaFile } from './media-file.ts'
import { safeExtension } from './shown-types.ts'

export interface MediaServiceOptions {
  readonly folder: string
  /** The server in use. */
  readonly profile: () => Profile
  readonly settings: () => Settings
  readonly fetch: MediaCacheOptions['fetch']
  readonly clock: Clock
  readonly log: Log
  readonly newId: () => string
}

/** Files of messages of the server in use. */
export class MediaService {
  readonly #options: MediaServiceOptions
  readonly #cache: MediaCache
  readonly #openFolder: string
  /** A folder that is only for this run; null: the copies are kept. */
  #temporary: string | null = null

  private constructor(options: MediaServiceOptions, cache: MediaCache, openFolder: string) {
    this.#options = options
    this.#cache = cache
    this.#openFolder = openFolder
  }

  /**
   * Opens the folder of copies. Where that can't be (it belongs to somebody else, or is no folder), files are kept in a
   * temporary one until the end of this run: they are only copies, and nobody should be unable to talk for their sake.
   */
  static async open(options: MediaServiceOptions): Promise<MediaService> {
    try {
      return await MediaService.#openIn(options)
    } catch (error) {
      options.log.error(
        { error: String(error) },
        'the folder of kept files can’t be used: they are kept for this run only',
      )
      const folder = await mkdtemp(join(tmpdir(), 'parley-media-'))
      const service = await MediaService.#openIn({ ...options, folder })
      service.#temporary = folder
      return service
    }
  }

  static async #openIn(options: MediaServiceOptions): Promise<MediaService> {
    const { folder, settings, fetch, clock, log, newId } = options
    const openFolder = join(folder, 'open')
    // Copies that other programs were given before the last end of Parley; they may still be open in those.
    await rm(openFolder, { recursive: true, force: true }).catch(() => undefined)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const cache = await MediaCache.open({
      folder: join(folder, 'files'),
      index: jsonFileStore(join(folder, 'index.json')),
      cap: () => settings().media.cacheMegabytes * 1_000_000,
      fetch: (each, attachmentId, signal) =>
        isInlineId(attachmentId) ? Promise.reject(notKept()) : fetch(each, attachmentId, signal),
      clock,
      log,
      newId,
    })
    return new MediaService(options, cache, openFolder)
  }

  /** Opens an attachment, fetching it when it is not here. Rejects with a `FailureError`. It must be closed. */
  file(attachmentId: string): Promise<MediaFile> {
    return this.#cache.get(this.#options.profile(), attachmentId)
  }

  /** Keeps a file whose bytes came with an answer; it is asked for like any other. */
  keep(attachmentId: string, bytes: Uint8Array): void {
    this.#cache.put(this.#options.profile(), attachmentId, bytes)
  }

  /** What an attachment is. Rejects with a `FailureError`. */
  async describe(attachmentId: string): Promise<AttachmentFacts> {
    const file = await this.#cache.get(this.#options.profile(), attachmentId, true)
    try {
      const { facts, size } = file
      return {
        ...facts,
        size,
        isTooLarge: isTooLarge(facts),
        canOpen: safeExtension(facts.contentType) !== null && !isTooLarge(facts),
      }
    } finally {
      await file.close()
    }
  }

  /** Makes a copy for a program of the system; see `copyToOpen`. */
  async copyToOpen(attachmentId: string, name: string): Promise<string> {
    const file = await this.file(attachmentId)
    try {
      return await copyToOpen(file, name, this.#openFolder)
    } finally {
      await file.close()
    }
  }

  usage(): { bytes: number; files: number } {
    return this.#cache.usage
  }

  clear(): Promise<void> {
    return this.#cache.clear()
  }

  /** Follows the settings: less room, and servers that are gone. */
  async settingsChanged(now: Settings, before: Settings): Promise<void> {
    if (now.media.cacheMegabytes < before.media.cacheMegabytes) await this.#cache.trim()
    const left = new Set(now.profiles.map(({ id }) => id))
    for (const { id } of before.profiles) if (!left.has(id)) await this.#cache.forgetProfile(id)
  }

  async close(): Promise<void> {
    await this.#cache.close()
    if (this.#temporary !== null) await rm(this.#temporary, { recursive: true, force: true })
  }
}

/** It came with an answer, and had to make room since; there is nobody to ask for it again. */
function notKept(): FailureError {
  return new FailureError(failure('NOT_FOUND', 'The file is not kept any more'))
}
