/** Pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** A very long picture is squeezed rather than kept this much larger than what is shown of it. */
const MAX_STRETCH = 8

/** The smallest size of the same shape that covers a square of `side` pixels. */
export function coverSize({ width, height }: PictureSize, side: number): PictureSize {
  const scale = side / Math.min(width, height)
  const fit = (length: number) => Math.max(1, Math.min(side * MAX_STRETCH, Math.round(length * scale)))
  return { width: fit(width), height: fit(height) }
}

/** The size of the same shape whose longest side is `maxSide` pixels. */
export function fitSize({ width, height }: PictureSize, maxSide: number): PictureSize {
  const scale = maxSide / Math.max(width, height)
  const fit = (length: number) => Math.max(1, Math.round(length * scale))
  return { width: fit(width), height: fit(height) }
}
