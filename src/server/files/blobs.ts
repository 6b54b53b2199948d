import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, rmSync } from 'node:fs'
import type { ReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FailureError, failure } from '../../shared/failure.ts'

/** The bytes of one upload once they are on the disk. */
export interface StoredBlob {
  /** Hex. */
  sha256: string
  size: number
}

export type Blobs = Awaited<ReturnType<typeof openBlobs>>

/**
 * Content-addressed files: a file's name is the SHA-256 of its bytes, so equal uploads share one file, no client ever
 * chooses a path, and a file never changes once it is there. Bytes are streamed, never whole in memory.
 */
export async function openBlobs(dir: string) {
  const incoming = join(dir, 'incoming')
  // What a killed process left half-written was never acknowledged.
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  const pathOf = (sha256: string): string => join(dir, sha256.slice(0, 2), sha256)

  return {
    /**
     * Keeps a stream of at most `maxBytes`.
     * @throws FailureError `FILE_TOO_BIG`, or `DISK_FULL` when the disk is.
     */
    async write(source: Readable | AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredBlob> {
      const temporary = join(incoming, randomUUID())
      const hash = createHash('sha256')
      let size = 0
      try {
        const file = await open(temporary, 'wx', 0o600)
        try {
          for await (const chunk of source as AsyncIterable<Uint8Array>) {
            size += chunk.byteLength
            if (size > maxBytes) throw new FailureError(failure('FILE_TOO_BIG', 'The file is too big.'))
            hash.update(chunk)
            await writeAll(file, chunk)
          }
          await file.sync()
        } finally {
          await file.close()
        }
        const sha256 = hash.digest('hex')
        await mkdir(join(dir, sha256.slice(0, 2)), { recursive: true, mode: 0o700 })
        await rename(temporary, pathOf(sha256))
        return { sha256, size }
      } catch (thrown) {
        await rm(temporary, { force: true })
        if ((thrown as NodeJS.ErrnoException).code === 'ENOSPC') {
          throw new FailureError(failure('DISK_FULL', 'The disk is full.', true), { cause: thrown })
        }
        throw thrown
      }
    },

    /** Opens a part of a file (both ends counted); null when the file is gone. */
    async read(sha256: string, range?: { start: number; end: number }): Promise<ReadStream | null> {
      const path = pathOf(sha256)
      const there = await stat(path).catch(() => null)
      return there?.isFile() ? createReadStream(path, range ?? {}) : null
    },

    /** At most `maxBytes` from the start; null when the file is gone. */
    async readHead(sha256: string, maxBytes: number): Promise<Uint8Array | null> {
      const file = await open(pathOf(sha256), 'r').catch(() => null)
      if (!file) return null
      try {
        const { size } = await file.stat()
        const head = new Uint8Array(Math.min(maxBytes, size))
        const { bytesRead } = await file.read(head, 0, head.length, 0)
        return head.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    },

    /** Synchronous, so that nothing can come between the caller's last look at the database and the removal. */
    remove(sha256: string): void {
      rmSync(pathOf(sha256), { force: true })
    },

    /** The names of all files that are there. */
    async list(): Promise<string[]> {
      const folders = (await readdir(dir)).filter((name) => /^[0-9a-f]{2}$/.test(name))
      const names = await Promise.all(folders.map((name) => readdir(join(dir, name))))
      return names.flat()
    },
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.byteLength;) {
    done += (await file.write(chunk, done, chunk.byteLength - done)).bytesWritten
  }
}
