import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, rename, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { failure, FailureError, toFailure } from '../../shared/failure.ts'
import { safeFileName } from '../files/names.ts'
import { safeExtension } from './shown-types.ts'
import type { MediaFile } from './media-file.ts'

/** Writes a copy to `path`, in pieces. What was there before is replaced only by all of it. */
export async function saveCopy(file: MediaFile, path: string): Promise<void> {
  const beside = `${path}.${randomUUID().slice(0, 8)}.part`
  try {
    await pipeline(
      Readable.from(file.read(0, Infinity), { objectMode: false }),
      createWriteStream(beside, { flags: 'wx' }),
    )
    await file.whole()
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw new FailureError(saveFailure(error), { cause: error })
  }
}

/**
 * Makes a copy that a program of the system may be asked to open: only of kinds that are looked at or listened to, under a name
 * whose ending is that of its content, and not to be run or written to. Throws `FILE_UNSAFE` for everything else.
 */
export async function copyToOpen(file: MediaFile, name: string, folder: string): Promise<string> {
  const extension = safeExtension(file.facts.contentType)
  if (extension === null) {
    throw new FailureError(failure('FILE_UNSAFE', `A file of type ${file.facts.contentType} is not opened`))
  }
  const plain = safeFileName(name)
  const own = join(folder, randomUUID())
  await mkdir(own, { recursive: true, mode: 0o700 })
  const path = join(own, `${basename(plain, extname(plain))}${extension}`)
  await saveCopy(file, path)
  await chmod(path, 0o400)
  return path
}

function saveFailure(error: unknown) {
  if (error instanceof FailureError) return error.failure
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ENOSPC') return failure('DISK_FULL', 'The disk is full')
  if (typeof code === 'string') return failure('SAVE_FAILED', `The file cannot be written there (${code})`)
  return toFailure(error)
}
