import { FailureError, failure } from '../../shared/failure.ts'
import { MAX_FILE_BYTES } from '../../shared/live-api/limits.ts'
import { attachmentKindOf } from '../../shared/live-api/parts.ts'
import type { Edit } from '../files/edits.ts'
import { readAt } from '../files/read-at.ts'
import { fileChanged, openRegularFile } from '../files/regular-file.ts'
import type { FileStamp } from '../files/regular-file.ts'
import { HEAD_BYTES, sniff } from '../files/sniff.ts'
import { FileBytes } from '../pictures/bytes.ts'
import { examinePicture } from '../pictures/examine.ts'
import { mayHaveLocation, withoutLocation } from '../videos/location.ts'
import type { DraftFacts, Inspected } from './queue/state.ts'

/** Pictures that Chromium shows, without running anything in them. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])
/** Pictures that Chromium also writes. */
const WRITTEN = new Set(['image/png', 'image/jpeg', 'image/webp'])

/**
 * Most pixels that are decoded, at four bytes each while it lasts: what a large camera gives, and not what a few kilobytes
 * can unfold into.
 */
export const MAX_PIXELS = 64 * 1024 * 1024

/**
 * Looks into a file that is to be sent: whether it can be, and what it is. `stamp`: what it must still be. Rejects with a
 * `FailureError`: see `openRegularFile`, or `FILE_EMPTY`, `FILE_TOO_BIG`, `FILE_CHANGED`.
 */
export async function inspectFile(path: string, name: string, stamp: FileStamp | null): Promise<Inspected> {
  const { handle, stamp: found } = await openRegularFile(path)
  try {
    if (stamp && (stamp.size !== found.size || stamp.mtimeMs !== found.mtimeMs))
      throw new FailureError(fileChanged())
    checkSize(found.size)
    const { contentType, differs } = await sniff(await readAt(handle, 0, HEAD_BYTES), name)
    const kind = attachmentKindOf(contentType)
    const plain = { contentType, kind, differs, picture: null, scalable: false, metadata: 'none' } as const
    const bytes = new FileBytes(handle, found.size)
    if (kind !== 'image') {
      const edits = mayHaveLocation(contentType) ? await withoutLocation(bytes) : []
      return { stamp: found, facts: { ...plain, metadata: metadataOf(edits) }, withoutMetadata: edits ?? [] }
    }
    const picture = await examinePicture(bytes, contentType)
    const { withoutMetadata, pixels, isAnimated } = picture
    const isShown = SHOWN.has(contentType) && pixels !== null && isDecodable(pixels)
    const facts: DraftFacts = {
      ...plain,
      picture: isShown ? pixels : null,
      scalable: isShown && WRITTEN.has(contentType) && !isAnimated,
      metadata: metadataOf(withoutMetadata),
    }
    return { stamp: found, facts, withoutMetadata: withoutMetadata ?? [] }
  } finally {
    await handle.close()
  }
}

function metadataOf(edits: readonly Edit[] | null): DraftFacts['metadata'] {
  return edits === null ? 'stuck' : edits.length > 0 ? 'removable' : 'none'
}

function checkSize(size: number): void {
  if (size === 0) throw new FailureError(failure('FILE_EMPTY', 'The file is empty'))
  if (size > MAX_FILE_BYTES)
    throw new FailureError(failure('FILE_TOO_BIG', 'The file is larger than the 128 MiB that servers take'))
}

function isDecodable({ width, height }: { width: number; height: number }): boolean {
  return width > 0 && height > 0 && width * height <= MAX_PIXELS
}
