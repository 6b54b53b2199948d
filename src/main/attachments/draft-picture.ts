import type { Readable } from 'node:stream'
import { openRegularFile } from '../files/regular-file.ts'
import type { FileStamp } from '../files/regular-file.ts'

/** A picture beside the composer that a window may decode. */
export interface DraftPicture {
  readonly path: string
  readonly contentType: string
  /** The file whose pixels were counted: another one could unfold into anything. */
  readonly stamp: FileStamp
}

export type DraftPictureSource = (draftId: string) => DraftPicture | null

/** Opens such a picture as a stream; null when it is not there any more. */
export async function openDraftPicture(
  picture: DraftPicture | null,
): Promise<{ stream: Readable; contentType: string } | null> {
  if (!picture) return null
  try {
    const { handle, stamp } = await openRegularFile(picture.path)
    if (stamp.size !== picture.stamp.size || stamp.mtimeMs !== picture.stamp.mtimeMs) {
      await handle.close()
      return null
    }
    // The stream closes the file when it ends, and when nobody wants the rest.
    return { stream: handle.createReadStream(), contentType: picture.contentType }
  } catch {
    return null
  }
}
