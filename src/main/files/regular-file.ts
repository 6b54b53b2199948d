import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { errorCode } from '../lib/json-file.ts'

/** What tells that a file is still the one that was looked at. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number
  /** Time of the last change, in ms since the epoch, with what the file system has below that. */
  readonly mtimeMs: number
}

export interface OpenFile {
  readonly handle: FileHandle
  readonly stamp: FileStamp
}

/** Not on every system, and 0 where it is not: opening a pipe that took the file's place meanwhile must not wait. */
const OPEN_FLAGS = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0)

/**
 * Opens an ordinary file for reading; the caller closes it. Rejects with a `FailureError`: `FILE_NOT_FOUND`,
 * `FILE_IS_FOLDER`, `FILE_IS_SPECIAL` (a device, pipe or socket, or links in a circle) or `FILE_UNREADABLE`. It looks before
 * it opens, because opening alone can do something to a device.
 */
export async function openRegularFile(path: string): Promise<OpenFile> {
  let handle: FileHandle | null = null
  try {
    checkKind(await stat(path))
    handle = await open(path, OPEN_FLAGS)
    const found = await handle.stat()
    checkKind(found)
    return { handle, stamp: { size: found.size, mtimeMs: found.mtimeMs } }
  } catch (error) {
    await handle?.close()
    throw error instanceof FailureError ? error : new FailureError(readFailure(error), { cause: error })
  }
}

/** True when `handle` still is what `stamp` says. */
export async function isUnchanged(handle: FileHandle, stamp: FileStamp): Promise<boolean> {
  const { size, mtimeMs } = await handle.stat()
  return size === stamp.size && mtimeMs === stamp.mtimeMs
}

export function fileChanged(): Failure {
  return failure('FILE_CHANGED', 'The file changed while it was being read')
}

function checkKind(found: { isFile(): boolean; isDirectory(): boolean }): void {
  if (found.isFile()) return
  throw new FailureError(
    found.isDirectory()
      ? failure('FILE_IS_FOLDER', 'This is a folder')
      : failure('FILE_IS_SPECIAL', 'This is a device, a pipe or a socket'),
  )
}

/** Names what kept a file from being read. */
export function readFailure(error: unknown): Failure {
  const code = errorCode(error)
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return failure('FILE_NOT_FOUND', 'The file is not there')
    case 'ELOOP':
      return failure('FILE_IS_SPECIAL', 'The links lead in a circle')
    case 'EISDIR':
      return failure('FILE_IS_FOLDER', 'This is a folder')
    default:
      return failure('FILE_UNREADABLE', `The file cannot be read (${code})`)
  }
}
