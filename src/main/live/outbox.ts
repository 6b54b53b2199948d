import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Log } from '../lib/log.ts'
import { OUTBOX_LIMITS, outboxFull, outboxItemSchema } from './outbox-item.ts'
import type { FoundItem, Outbox, OutboxItem } from './outbox-item.ts'

/** Damaged items that are set aside are kept for a look, but not for ever. */
const MAX_SET_ASIDE = 20

interface Entry {
  item: OutboxItem
  audioBytes: number
  /** Open while the recording goes on. */
  handle: FileHandle | null
  /** Some of its audio could not be kept. */
  isCut: boolean
  /** There is, or may be, a file of it. */
  isOnDisk: boolean
}

/**
 * The outbox on disk: for each input `<turnId>.json`, and for speech `<turnId>.pcm` (raw 16 kHz PCM), appended as it comes.
 *
 * What survives: text is written to a temporary file, fsynced and renamed, so it is whole or absent even after a power
 * cut. Audio is written at once but fsynced only when the recording ends: `kill -9` loses nothing that was recorded, a power
 * cut may lose the last seconds of a recording in progress. Items that can't be read are moved to `damaged/` and logged.
 * When it is full the *new* input is refused here (it is still sent, only not kept), because dropping the oldest
 * would lose something without a word.
 */
export class DiskOutbox implements Outbox {
  readonly #folder: string
  readonly #log: Log
  readonly #onFailure: (failure: Failure) => void
  readonly #entries = new Map<string, Entry>()
  #bytes = 0
  /** Disk work happens in the order in which it was asked for. */
  #work: Promise<void> = Promise.resolve()

  private constructor(folder: string, log: Log, onFailure: (failure: Failure) => void) {
    this.#folder = folder
    this.#log = log
    this.#onFailure = onFailure
  }

  /** Opens the folder, which is made if need be. `onFailure` hears of writes that failed later. */
  static async open(folder: string, log: Log, onFailure: (failure: Failure) => void): Promise<DiskOutbox> {
    const outbox = new DiskOutbox(folder, log, onFailure)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await outbox.#load()
    return outbox
  }

  items(profileId: string): FoundItem[] {
    return [...this.#entries.values()]
      .filter(({ item }) => item.profileId === profileId)
      .map(({ item, audioBytes }) => ({ ...item, audioBytes }))
      .sort((a, b) => a.createdAt - b.createdAt)
  }

  put(item: OutboxItem): Failure | null {
    if (this.#entries.has(item.turnId)) return null
    if (this.#entries.size >= OUTBOX_LIMITS.items || this.#bytes >= OUTBOX_LIMITS.bytes) return outboxFull()
    const entry: Entry = { item, audioBytes: 0, handle: null, isCut: false, isOnDisk: false }
    this.#entries.set(item.turnId, entry)
    this.#do(async () => {
      // Acknowledged before its turn to be written came: most typed inputs never touch the disk.
      if (this.#entries.get(item.turnId) !== entry) return
      entry.isOnDisk = true
      await writeWhole(this.#json(item.turnId), JSON.stringify(item))
    })
    return null
  }

  replace(item: OutboxItem): void {
    const before = this.#entries.get(item.turnId)
    if (before === undefined) return
    const entry: Entry = { item, audioBytes: 0, handle: null, isCut: false, isOnDisk: true }
    this.#entries.set(item.turnId, entry)
    this.#bytes -= before.audioBytes
    this.#do(async () => {
      await closeHandle(before)
      if (this.#entries.get(item.turnId) !== entry) return
      // The words are safe before the recording goes.
      await writeWhole(this.#json(item.turnId), JSON.stringify(item))
      await rm(this.#pcm(item.turnId), { force: true })
    })
  }

  append(turnId: string, pcm: Uint8Array): Failure | null {
    const entry = this.#entries.get(turnId)
    if (entry === undefined || entry.isCut) return null
    if (this.#bytes + pcm.byteLength > OUTBOX_LIMITS.bytes) {
      entry.isCut = true
      return outboxFull()
    }
    entry.audioBytes += pcm.byteLength
    this.#bytes += pcm.byteLength
    this.#do(async () => {
      if (this.#entries.get(turnId) !== entry) return
      entry.handle ??= await open(this.#pcm(turnId), 'a', 0o600)
      await entry.handle.appendFile(pcm)
    })
    return null
  }

  seal(turnId: string): void {
    const entry = this.#entries.get(turnId)
    if (entry === undefined) return
    this.#do(async () => {
      await entry.handle?.sync()
      await closeHandle(entry)
    })
  }

  forget(turnId: string): void {
    const entry = this.#entries.get(turnId)
    if (entry === undefined) return
    this.#entries.delete(turnId)
    this.#bytes -= entry.audioBytes
    this.#do(async () => {
      if (!entry.isOnDisk) return
      await closeHandle(entry)
      // The description goes first: audio without one is swept at the next start, never offered.
      await rm(this.#json(turnId), { force: true })
      await rm(this.#pcm(turnId), { force: true })
    })
  }

  async readAudio(turnId: string): Promise<Uint8Array | null> {
    await this.#work
    if (!this.#entries.has(turnId)) return null
    try {
      return wholeSamples(await readFile(this.#pcm(turnId)))
    } catch (error) {
      this.#log.error({ turnId, error: String(error) }, 'a kept recording cannot be read')
      return null
    }
  }

  isWhole(turnId: string): boolean {
    return this.#entries.get(turnId)?.isCut === false
  }

  settled(): Promise<void> {
    return this.#work
  }

  async #load(): Promise<void> {
    const names = await readdir(this.#folder)
    for (const name of names.filter((one) => one.endsWith('.json'))) await this.#loadOne(name)
    // Left over from writes that were cut short.
    for (const name of names) {
      const isOrphan = name.endsWith('.pcm') && !this.#entries.has(name.slice(0, -'.pcm'.length))
      if (!name.endsWith('.tmp') && !isOrphan) continue
      await rm(path.join(this.#folder, name), { force: true }).catch((error: unknown) => {
        this.#log.warn({ name, error: String(error) }, 'a leftover could not be removed')
      })
    }
  }

  async #loadOne(name: string): Promise<void> {
    try {
      const item = outboxItemSchema.parse(JSON.parse(await readFile(path.join(this.#folder, name), 'utf8')))
      if (name !== `${item.turnId}.json`) throw new Error('the name does not fit the content')
      const audioBytes = item.kind === 'voice' ? (await sizeOf(this.#pcm(item.turnId))) & ~1 : 0
      // A recording that never got a byte is nothing to offer.
      if (item.kind === 'voice' && audioBytes === 0) {
        await rm(path.join(this.#folder, name), { force: true })
        return
      }
      this.#entries.set(item.turnId, { item, audioBytes, handle: null, isCut: false, isOnDisk: true })
      this.#bytes += audioBytes
    } catch (error) {
      this.#log.warn({ name, error: String(error) }, 'a damaged item of the outbox was set aside')
      await this.#setAside(name)
    }
  }

  async #setAside(name: string): Promise<void> {
    const aside = path.join(this.#folder, 'damaged')
    const stem = name.slice(0, -'.json'.length)
    try {
      await mkdir(aside, { recursive: true, mode: 0o700 })
      const before = await readdir(aside)
      if (before.length >= MAX_SET_ASIDE) await rm(path.join(aside, before[0] ?? ''), { force: true })
      await rename(path.join(this.#folder, name), path.join(aside, name))
      await rename(path.join(this.#folder, `${stem}.pcm`), path.join(aside, `${stem}.pcm`))
    } catch (error) {
      if (!isAbsent(error)) this.#log.error({ name, error: String(error) }, 'could not be set aside')
    }
  }

  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      const isFull = (error as { code?: unknown }).code === 'ENOSPC'
      this.#log.error({ error: String(error) }, 'the outbox could not be written')
      this.#onFailure(
        isFull
          ? failure('DISK_FULL', 'The disk is full: what is not sent yet cannot be kept')
          : failure('INTERNAL', 'What is not sent yet could not be written to disk'),
      )
    })
  }

  #json(turnId: string): string {
    return path.join(this.#folder, `${turnId}.json`)
  }

  #pcm(turnId: string): string {
    return path.join(this.#folder, `${turnId}.pcm`)
  }
}

/** Writes a file so that it is either whole or not there. */
async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}

async function closeHandle(entry: Entry): Promise<void> {
  const { handle } = entry
  entry.handle = null
  await handle?.close()
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (isAbsent(error)) return 0
    throw error
  }
}

/** A write that was cut short may have left half a sample. */
function wholeSamples(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength & ~1)
}

function isAbsent(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ENOENT'
}
