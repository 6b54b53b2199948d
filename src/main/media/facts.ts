import { z } from 'zod'
import { imageSize } from '../../shared/image-size.ts'
import { typeOfBytes } from '../files/sniff.ts'

/** What the bytes of a file say of it. */
export const factsSchema = z.object({
  contentType: z.string(),
  /** Pixels, of a picture that says so. */
  width: z.number().nullable(),
  height: z.number().nullable(),
})
export type Facts = z.infer<typeof factsSchema>

/**
 * Most pixels of a picture that a window is made to decode: 400 MB of memory. A few kilobytes can claim to be many times
 * that (an "image bomb").
 */
const MAX_PIXELS = 100_000_000

/** How much of a file is looked at, in bytes; frame headers of photos lie behind metadata of tens of kilobytes. */
export const HEAD_BYTES = 256 * 1024

/** Reads what a file is from its beginning. */
export async function factsOf(head: Uint8Array): Promise<Facts> {
  const contentType = await typeOfBytes(head)
  const pixels = contentType.startsWith('image/') ? imageSize(head) : null
  return { contentType, width: pixels?.width ?? null, height: pixels?.height ?? null }
}

/** True for a picture that is too large to be decoded. */
export function isTooLarge({ width, height }: Facts): boolean {
  return width !== null && height !== null && width * height > MAX_PIXELS
}
