import type { FileHandle } from 'node:fs/promises'
import { FailureError } from '../../shared/failure.ts'
import { readFailure } from './regular-file.ts'

/**
 * Reads `length` bytes from `position`; fewer only where the file ends. The bytes are the caller's. Rejects with a
 * `FailureError`.
 */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  try {
    while (filled < length) {
      const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
  } catch (error) {
    throw new FailureError(readFailure(error), { cause: error })
  }
  return bytes.subarray(0, filled)
}
