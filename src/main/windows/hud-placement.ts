/** A rectangle in device-independent pixels. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Size of the HUD window, in device-independent pixels. */
export const HUD_SIZE = { width: 320, height: 88 } as const

/** Distance from the bottom of the work area, so that it stays clear of docks that hide themselves. */
const BOTTOM_MARGIN = 48

/** The HUD's place: centred near the bottom of the work area, and never outside it, however small that is. */
export function hudBounds(workArea: Rectangle): Rectangle {
  const width = Math.min(HUD_SIZE.width, workArea.width)
  const height = Math.min(HUD_SIZE.height, workArea.height)
  return {
    x: Math.round(workArea.x + (workArea.width - width) / 2),
    y: Math.round(Math.max(workArea.y, workArea.y + workArea.height - height - BOTTOM_MARGIN)),
    width,
    height,
  }
}
