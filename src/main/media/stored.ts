import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { JsonStore } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { factsSchema } from './facts.ts'

const blobSchema = z.object({
  facts: factsSchema,
  /** In bytes. */
  size: z.number().int().nonnegative(),
  /** When the file was written, in ms since the epoch: another time means that somebody touched it. */
  writtenAt: z.number(),
  /** ms since the epoch. */
  usedAt: z.number(),
})
const indexSchema = z.object({
  version: z.literal(1),
  /** By the SHA-256 of the content. */
  blobs: z.record(z.string().regex(/^[0-9a-f]{64}$/), blobSchema),
  /** Which blob an attachment is, by profile and id. */
  names: z.record(z.string(), z.string()),
})
type Index = z.infer<typeof indexSchema>
type Blob = z.infer<typeof blobSchema>

/** Up to this many bytes, a file is read through once in each run before it is trusted. */
const CHECKED_BYTES = 64 * 1024 * 1024

/** Files on disk, each named by its content, and the index of which attachment is which. */
export class StoredFiles {
  readonly #folder: string
  readonly #store: JsonStore
  readonly #log: Log
  #index: Index = { version: 1, blobs: {}, names: {} }
  /** Blobs that were found to be what their names say, in this run. */
  readonly #checked = new Set<string>()

  private constructor(folder: string, store: JsonStore, log: Log) {
    this.#folder = folder
    this.#store = store
    this.#log = log
  }

  /** Reads the index, and removes what it does not name: leftovers of downloads that were cut short. */
  static async open(folder: string, store: JsonStore, log: Log): Promise<StoredFiles> {
    const stored = new StoredFiles(folder, store, log)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const read = store.read()
    const parsed = read.kind === 'value' ? indexSchema.safeParse(read.value) : null
    if (parsed?.success) stored.#index = parsed.data
    else if (read.kind !== 'absent') log.warn({}, 'the index of kept files is damaged: it begins anew')
    for (const name of await readdir(folder)) {
      if (!Object.hasOwn(stored.#index.blobs, name)) await stored.#sweep(name)
    }
    return stored
  }

  /** What all files take, in bytes, and how many there are. */
  get usage(): { bytes: number; files: number } {
    const blobs = Object.values(this.#index.blobs)
    return { bytes: blobs.reduce((sum, { size }) => sum + size, 0), files: blobs.length }
  }

  path(name: string): string {
    return join(this.#folder, name)
  }

  /** Finds a file that is whole and unharmed. A damaged one is removed, so that it is fetched again. */
  async find(key: string, now: number): Promise<{ sha256: string; blob: Blob } | null> {
    const sha256 = Object.hasOwn(this.#index.names, key) ? this.#index.names[key] : undefined
    const blob = sha256 === undefined ? undefined : this.#index.blobs[sha256]
    if (sha256 === undefined || blob === undefined) return null
    if (!(await this.#isSound(sha256, blob))) {
      this.#log.warn({ sha256 }, 'a kept file is damaged: it is fetched again')
      await this.remove(sha256)
      return null
    }
    blob.usedAt = now
    return { sha256, blob }
  }

  /** Takes over a file that has arrived. The same content is kept once, whatever it is called. */
  async add(key: string, sha256: string, arrived: string, facts: Blob['facts'], now: number): Promise<Blob> {
    await rename(arrived, this.path(sha256))
    const { size, mtimeMs } = await stat(this.path(sha256))
    const blob: Blob = { facts, size, writtenAt: mtimeMs, usedAt: now }
    this.#index.blobs[sha256] = blob
    this.#index.names[key] = sha256
    this.#checked.add(sha256)
    return blob
  }

  /** Removes what was used longest ago until `cap` bytes are left; what is `inUse` and what was used last stay. */
  async evict(cap: number, inUse: (sha256: string) => boolean): Promise<void> {
    const oldestFirst = Object.entries(this.#index.blobs).sort(([, a], [, b]) => a.usedAt - b.usedAt)
    let { bytes } = this.usage
    // However large it is, what is looked at now must not be fetched anew with each move of its slider.
    for (const [sha256, { size }] of oldestFirst.slice(0, -1)) {
      if (bytes <= cap) return
      if (inUse(sha256)) continue
      await this.remove(sha256)
      bytes -= size
    }
  }

  /** Removes everything that is not in use. */
  async clear(inUse: (sha256: string) => boolean): Promise<void> {
    for (const sha256 of Object.keys(this.#index.blobs)) if (!inUse(sha256)) await this.remove(sha256)
  }

  async remove(sha256: string): Promise<void> {
    const { blobs, names } = this.#index
    this.#index.blobs = without(blobs, (name) => name === sha256)
    this.#index.names = without(names, (_key, blob) => blob === sha256)
    this.#checked.delete(sha256)
    await this.#sweep(sha256)
  }

  /** Removes what is not in the index. Where another program holds it, it is swept at a later start. */
  async #sweep(name: string): Promise<void> {
    await rm(this.path(name), { force: true, recursive: true }).catch((error: unknown) => {
      this.#log.warn({ error: String(error) }, 'a kept file could not be removed')
    })
  }

  /** Throws away what did not arrive whole. */
  async discard(arrived: string): Promise<void> {
    await rm(arrived, { force: true })
  }

  /** Forgets attachments by their key; content that nothing names any more goes. */
  async forget(isGone: (key: string) => boolean): Promise<void> {
    this.#index.names = without(this.#index.names, isGone)
    const named = new Set(Object.values(this.#index.names))
    for (const sha256 of Object.keys(this.#index.blobs)) if (!named.has(sha256)) await this.remove(sha256)
  }

  /** Writes the index. */
  save(): void {
    const written = this.#store.write(this.#index)
    if (!written.ok) this.#log.warn({ failure: written.failure }, 'the index of kept files was not written')
  }

  async #isSound(sha256: string, { size, writtenAt }: Blob): Promise<boolean> {
    const found = await stat(this.path(sha256)).catch(() => null)
    if (found?.isFile() !== true || found.size !== size) return false
    const isTouched = found.mtimeMs !== writtenAt
    if (!isTouched && (this.#checked.has(sha256) || size > CHECKED_BYTES)) return true
    if ((await hashOf(this.path(sha256))) !== sha256) return false
    this.#checked.add(sha256)
    return true
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece)
  } catch {
    return ''
  }
  return hash.digest('hex')
}

function without<T>(
  record: Record<string, T>,
  isGone: (key: string, value: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => !isGone(key, value)))
}
