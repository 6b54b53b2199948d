/**
 * One change on the way out of a file: the bytes from `start` up to `end` are replaced by `insert`. The file itself is
 * never written to.
 */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly insert: Uint8Array
}

/** One piece of what goes out: a range of the file, or bytes of our own. */
export type Piece = { readonly start: number; readonly end: number } | { readonly bytes: Uint8Array }

/** Leaves bytes out. */
export function cut(start: number, end: number): Edit {
  return { start, end, insert: new Uint8Array() }
}

/** Bytes that go out when a file of `size` bytes is sent with these edits. */
export function editedSize(size: number, edits: readonly Edit[]): number {
  return edits.reduce((sum, { start, end, insert }) => sum - (end - start) + insert.byteLength, size)
}

/**
 * A file of `size` bytes with its edits, as pieces in order. Throws when edits overlap or reach past the end: half a change
 * would be a damaged file.
 */
export function piecesOf(size: number, edits: readonly Edit[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { start, end, insert } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start < at || end < start || end > size) throw new RangeError('edits overlap or leave the file')
    if (start > at) pieces.push({ start: at, end: start })
    if (insert.byteLength > 0) pieces.push({ bytes: insert })
    at = end
  }
  if (at < size) pieces.push({ start: at, end: size })
  return pieces
}
