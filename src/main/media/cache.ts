import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { toFailure } from '../../shared/failure.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Clock } from '../lib/clock.ts'
import type { JsonStore } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { serverOf } from '../settings/profiles.ts'
import { Arrival, cancelled } from './arrival.ts'
import type { Incoming } from './arrival.ts'
import { factsOf } from './facts.ts'
import { MediaFile } from './media-file.ts'
import { StoredFiles } from './stored.ts'

export interface MediaCacheOptions {
  readonly folder: string
  readonly index: JsonStore
  /** Most bytes that are kept. */
  readonly cap: () => number
  /** Begins a download. Rejects with a `FailureError`. */
  readonly fetch: (profile: Profile, attachmentId: string, signal: AbortSignal) => Promise<Incoming>
  readonly clock: Clock
  readonly log: Log
  /** Makes names for files that are on their way; letters, digits and dashes. */
  readonly newId: () => string
}

/** A download that nobody reads any more goes on for this long, in ms: a player lets go and asks again when it seeks. */
const GRACE_MS = 10_000
/** The index is written this long after a change, in ms. */
const SAVE_MS = 2000

/** A look at what a file is does not fetch all of it, unless it is no larger than this, in bytes. */
const SMALL_BYTES = 1_000_000

interface Slot {
  readonly arrival: Arrival
  /** Settles with the name of the blob that it has become; rejects when it failed. */
  readonly stored: Promise<string>
  readers: number
  /** Somebody wants more than a look. */
  isWanted: boolean
  cancelGrace: () => void
}

/**
 * Files that servers sent, on disk. A file is fetched once: those who ask while it arrives read what is there and wait for
 * the rest, at whatever place they begin.
 */
export class MediaCache {
  readonly #options: MediaCacheOptions
  readonly #files: StoredFiles
  readonly #arriving = new Map<string, Slot>()
  readonly #open = new Map<string, number>()
  #cancelSave: (() => void) | null = null
  /** Changes on disk happen one after another. */
  #work: Promise<unknown> = Promise.resolve()

  private constructor(options: MediaCacheOptions, files: StoredFiles) {
    this.#options = options
    this.#files = files
  }

  static async open(options: MediaCacheOptions): Promise<MediaCache> {
    return new MediaCache(options, await StoredFiles.open(options.folder, options.index, options.log))
  }

  /**
   * Opens an attachment, fetching it when it is not here. Resolves once its beginning is, so that it is known what it is.
   * Rejects with a `FailureError`. What is given must be closed.
   *
   * @param isLook true to see what it is and how large: then the rest of a large file is not fetched.
   */
  async get(profile: Profile, attachmentId: string, isLook = false): Promise<MediaFile> {
    const key = keyOf(profile, attachmentId)
    const slot = this.#slot(key)
    if (slot) return this.#openSlot(key, slot, isLook)
    const kept = await this.#do(() => this.#openKept(key))
    if (kept) return kept
    const fetch = (signal: AbortSignal) => this.#options.fetch(profile, attachmentId, signal)
    return this.#openSlot(key, this.#slot(key) ?? this.#begin(key, fetch), isLook)
  }

  /** Keeps a file whose bytes are here. Who asks for it before it is on disk gets it all the same. */
  put(profile: Profile, attachmentId: string, bytes: Uint8Array): void {
    const key = keyOf(profile, attachmentId)
    if (this.#slot(key)) return
    const here = () => Promise.resolve({ size: bytes.byteLength, pieces: [bytes] })
    this.#begin(key, here).stored.catch((error: unknown) => {
      this.#options.log.warn({ failure: toFailure(error) }, 'a file that came with a reply was not kept')
    })
  }

  get usage(): { bytes: number; files: number } {
    return this.#files.usage
  }

  /** Removes all that nobody looks at just now. */
  async clear(): Promise<void> {
    await this.#do(() => this.#files.clear((sha256) => this.#open.has(sha256)))
    this.#saveSoon()
  }

  /** Takes a smaller cap into account. */
  async trim(): Promise<void> {
    await this.#do(() => this.#files.evict(this.#options.cap(), (sha256) => this.#open.has(sha256)))
    this.#saveSoon()
  }

  /** Forgets the files of a server that was removed. */
  async forgetProfile(profileId: string): Promise<void> {
    const prefix = prefixOf(profileId)
    const isIts = (key: string): boolean => key.startsWith(prefix)
    for (const [key, slot] of this.#arriving) {
      if (!isIts(key)) continue
      slot.cancelGrace()
      this.#drop(key, slot)
      slot.arrival.abort()
    }
    await this.#do(() => this.#files.forget(isIts))
    this.#saveSoon()
  }

  /** Ends downloads, and writes the index. */
  async close(): Promise<void> {
    for (const { arrival, cancelGrace } of this.#arriving.values()) {
      cancelGrace()
      arrival.abort()
    }
    await this.#work
    this.#save()
  }

  /** A download that goes on; one that failed is no use to those who ask now. */
  #slot(key: string): Slot | null {
    const slot = this.#arriving.get(key)
    return slot && !slot.arrival.hasFailed ? slot : null
  }

  #begin(key: string, begin: (signal: AbortSignal) => Promise<Incoming>): Slot {
    const arrival = new Arrival(this.#files.path(`${this.#options.newId()}.part`), begin)
    const stored = this.#keep(key, arrival)
    const slot: Slot = { arrival, stored, readers: 0, isWanted: false, cancelGrace: () => undefined }
    this.#arriving.set(key, slot)
    const forget = (): void => this.#drop(key, slot)
    stored.then(forget, forget)
    return slot
  }

  #drop(key: string, slot: Slot): void {
    if (this.#arriving.get(key) === slot) this.#arriving.delete(key)
  }

  /** Makes a blob of what has arrived. */
  async #keep(key: string, arrival: Arrival): Promise<string> {
    try {
      const { sha256 } = await arrival.done
      const facts = await factsOf(await arrival.head())
      await this.#do(async () => {
        // Given up between its last byte and now: its server is gone.
        if (arrival.isGivenUp) throw cancelled()
        await this.#files.add(key, sha256, arrival.path, facts, this.#options.clock.now())
        await this.#files.evict(this.#options.cap(), (blob) => blob === sha256 || this.#open.has(blob))
      })
      return sha256
    } catch (error) {
      await this.#do(() => this.#files.discard(arrival.path))
      throw error
    } finally {
      this.#saveSoon()
    }
  }

  async #openSlot(key: string, slot: Slot, isLook: boolean): Promise<MediaFile> {
    slot.readers += 1
    slot.isWanted ||= !isLook
    slot.cancelGrace()
    const giveUp = (): void => {
      this.#drop(key, slot)
      slot.arrival.abort()
    }
    const release = (): void => {
      slot.readers -= 1
      if (slot.readers > 0) return
      const isSmall = (slot.arrival.size ?? Infinity) <= SMALL_BYTES
      if (slot.isWanted || isSmall) slot.cancelGrace = this.#options.clock.setTimer(giveUp, GRACE_MS)
      else giveUp()
    }
    try {
      const facts = await factsOf(await slot.arrival.head())
      const handle = await this.#openArrival(slot)
      return new MediaFile({ handle, facts, size: 0, arrival: slot.arrival, release })
    } catch (error) {
      release()
      throw error
    }
  }

  /** It may become a blob, under another name, at any moment. */
  async #openArrival({ arrival, stored }: Slot): Promise<FileHandle> {
    try {
      return await open(arrival.path, 'r')
    } catch {
      return open(this.#files.path(await stored), 'r')
    }
  }

  async #openKept(key: string): Promise<MediaFile | null> {
    const found = await this.#files.find(key, this.#options.clock.now())
    if (!found) return null
    this.#saveSoon()
    const { sha256, blob } = found
    const handle = await open(this.#files.path(sha256), 'r')
    this.#open.set(sha256, (this.#open.get(sha256) ?? 0) + 1)
    const release = (): void => {
      const left = (this.#open.get(sha256) ?? 1) - 1
      if (left > 0) this.#open.set(sha256, left)
      else this.#open.delete(sha256)
    }
    return new MediaFile({ handle, facts: blob.facts, size: blob.size, arrival: null, release })
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work)
    this.#work = done.catch(() => undefined)
    return done
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.#options.clock.setTimer(() => this.#save(), SAVE_MS)
  }

  #save(): void {
    this.#cancelSave?.()
    this.#cancelSave = null
    this.#files.save()
  }
}

/** An attachment of a profile's server: at another address, the same name is another file. */
function keyOf(profile: Profile, attachmentId: string): string {
  return `${prefixOf(profile.id)}${encodeURIComponent(serverOf(profile))}/${attachmentId}`
}

/** A profile's keys all begin alike, and no other profile's do. */
function prefixOf(profileId: string): string {
  return `${encodeURIComponent(profileId)}/`
}
