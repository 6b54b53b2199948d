import type { Edit } from '../files/edits.ts'

/** What the file says of a picture, without decoding it. */
export interface PictureFacts {
  /** Pixels, as they are stored; null when the file does not say, or in a way that is not read here. */
  readonly pixels: { readonly width: number; readonly height: number } | null
  /** How it is to be turned to be upright, 1 to 8 (Exif's orientation); from 5 on, width and height change places. */
  readonly orientation: number
  /** More than one picture, which a copy of the first would lose. */
  readonly isAnimated: boolean
  /**
   * What takes out where, when and with what it was taken, without touching a pixel: none needed when empty. Null: it may be
   * in there and can't be taken out.
   */
  readonly withoutMetadata: readonly Edit[] | null
}

/** No picture has more parts than this; a file that says so is made to keep us busy. */
export const MAX_PARTS = 200_000
