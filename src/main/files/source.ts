import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { failure, FailureError } from '../../shared/failure.ts'

/** What to upload: a file on disk, or bytes. `name` is what people see. */
export type UploadSource = { path: string; name?: string } | { bytes: Uint8Array; name: string }

/** Bytes of one piece. */
const PIECE_BYTES = 256 * 1024

/** Name and size of what is to be sent, before any of it is. */
export async function describe(source: UploadSource): Promise<{ name: string; size: number }> {
  if ('bytes' in source) return { name: source.name, size: source.bytes.byteLength }
  try {
    const found = await stat(source.path)
    if (!found.isFile()) throw new FailureError(failure('FILE_UNREADABLE', 'This is not a file'))
    return { name: source.name ?? path.basename(source.path), size: found.size }
  } catch (error) {
    if (error instanceof FailureError) throw error
    const isAbsent = (error as { code?: unknown }).code === 'ENOENT'
    throw new FailureError(
      isAbsent
        ? failure('FILE_NOT_FOUND', 'The file is not there any more')
        : failure('FILE_UNREADABLE', 'The file cannot be read'),
      { cause: error },
    )
  }
}

/** Opens it for reading, in pieces. */
export function openSource(source: UploadSource): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  return 'bytes' in source
    ? slices(source.bytes)
    : createReadStream(source.path, { highWaterMark: PIECE_BYTES })
}

/** Bytes in memory, in pieces. */
export function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; from += PIECE_BYTES)
    yield bytes.subarray(from, from + PIECE_BYTES)
}
