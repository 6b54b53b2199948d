import { basename } from 'node:path'
import type { FileHandle } from 'node:fs/promises'
import { FailureError } from '../../shared/failure.ts'
import { contentTypeOf } from './content-types.ts'
import { editedSize, piecesOf } from './edits.ts'
import type { Edit, Piece } from './edits.ts'
import { fileChanged, isUnchanged, openRegularFile } from './regular-file.ts'
import type { FileStamp } from './regular-file.ts'
import { readAt } from './read-at.ts'
import { HEAD_BYTES, sniff } from './sniff.ts'

/** What to upload: a file on disk, or bytes. `name` is what people see. */
export type UploadSource =
  | {
      readonly path: string
      readonly name?: string
      /** As it was when it was looked at: a file that is another one by now is not sent. */
      readonly stamp?: FileStamp
      /** Changes to make on the way out. */
      readonly edits?: readonly Edit[]
    }
  | { readonly bytes: Uint8Array; readonly name: string }

/** A source that is ready to be sent. */
export interface OpenSource {
  readonly name: string
  /** Bytes that `read` gives. */
  readonly size: number
  /** Media type by the content. */
  readonly contentType: string
  /**
   * The bytes from the start, in pieces; may be read again. A file that changes on the way rejects with `FILE_CHANGED`
   * before the last piece is followed by anything.
   */
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  close(): Promise<void>
}

/** Bytes of one piece: a few of them are all of a file that is ever in memory. */
const PIECE_BYTES = 256 * 1024

/** Opens a source. Rejects with a `FailureError`, see `openRegularFile`, or `FILE_CHANGED`. */
export async function openSource(source: UploadSource): Promise<OpenSource> {
  if ('bytes' in source) {
    const { bytes, name } = source
    const contentType = (await sniff(bytes.subarray(0, HEAD_BYTES), name)).contentType
    return {
      name,
      size: bytes.byteLength,
      contentType,
      read: () => slices(bytes),
      close: () => Promise.resolve(),
    }
  }
  const { handle, stamp } = await openRegularFile(source.path)
  try {
    const name = source.name ?? basename(source.path)
    const expected = source.stamp ?? stamp
    if (stamp.size !== expected.size || stamp.mtimeMs !== expected.mtimeMs)
      throw new FailureError(fileChanged())
    const edits = source.edits ?? []
    const pieces = piecesOf(stamp.size, edits)
    return {
      name,
      size: editedSize(stamp.size, edits),
      contentType: stamp.size === 0 ? contentTypeOf(name) : await sniffFile(handle, name),
      read: () => pour(handle, pieces, stamp),
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Bytes in memory, in pieces. */
export function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; from += PIECE_BYTES)
    yield bytes.subarray(from, from + PIECE_BYTES)
}

async function sniffFile(handle: FileHandle, name: string): Promise<string> {
  return (await sniff(await readAt(handle, 0, HEAD_BYTES), name)).contentType
}

async function* pour(
  handle: FileHandle,
  pieces: readonly Piece[],
  stamp: FileStamp,
): AsyncGenerator<Uint8Array> {
  // The last bytes are given only after the file was looked at again: nobody gets the whole of a file that changed.
  let held: Uint8Array | null = null
  for (const piece of pieces) {
    for await (const bytes of 'bytes' in piece ? [piece.bytes] : range(handle, piece.start, piece.end)) {
      if (held !== null) yield held
      held = bytes
    }
  }
  if (!(await isUnchanged(handle, stamp))) throw new FailureError(fileChanged())
  if (held !== null) yield held
}

async function* range(handle: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, end - at)
    const bytes = await readAt(handle, at, length)
    if (bytes.byteLength < length) throw new FailureError(fileChanged())
    yield bytes
  }
}
