import type { Edit } from '../files/edits.ts'
import type { Bytes } from './bytes.ts'

/** Puts `insert` in the place of `start` up to `end`; no edit when those are its bytes already. */
export async function rewrite(
  bytes: Bytes,
  start: number,
  end: number,
  insert: Uint8Array,
): Promise<readonly Edit[]> {
  if (insert.byteLength !== end - start) return [{ start, end, insert }]
  const present = await bytes.read(start, end - start)
  return insert.every((byte, index) => byte === present[index]) ? [] : [{ start, end, insert }]
}
