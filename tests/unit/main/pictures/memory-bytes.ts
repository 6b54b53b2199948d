import { MalformedPicture } from '../../../../src/main/pictures/bytes.ts'
import type { Bytes } from '../../../../src/main/pictures/bytes.ts'
import { piecesOf } from '../../../../src/main/files/edits.ts'
import type { Edit } from '../../../../src/main/files/edits.ts'

/** Bytes in memory, as a parser reads them. */
export function memoryBytes(bytes: Uint8Array): Bytes {
  return {
    size: bytes.byteLength,
    read: (at, length) =>
      at < 0 || length < 0 || at + length > bytes.byteLength
        ? Promise.reject(new MalformedPicture('outside'))
        : Promise.resolve(bytes.subarray(at, at + length)),
  }
}

/** What goes out when a file is sent with these edits. */
export function applied(file: Uint8Array, edits: readonly Edit[]): Buffer {
  return Buffer.concat(
    piecesOf(file.byteLength, edits).map((piece) =>
      'bytes' in piece ? piece.bytes : file.subarray(piece.start, piece.end),
    ),
  )
}
