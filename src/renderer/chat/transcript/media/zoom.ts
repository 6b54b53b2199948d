/** How a picture lies in its stage: enlarged from the size that fits, and moved from the middle, in CSS pixels. */
export interface Placement {
  readonly scale: number
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export const FITTED: Placement = { scale: 1, x: 0, y: 0 }

/** The largest enlargement, of the picture's own pixels. */
const MAX_ZOOM = 8

/** How many CSS pixels one pixel of the picture takes when it fits: never enlarged. */
export function fitScale(picture: Size, stage: Size): number {
  if (picture.width === 0 || picture.height === 0) return 1
  return Math.min(1, stage.width / picture.width, stage.height / picture.height)
}

/** Zooms by a factor, keeping what lies under a point (measured from the stage's middle) where it is. */
export function zoomAt(
  placement: Placement,
  factor: number,
  point: { readonly x: number; readonly y: number },
  picture: Size,
  stage: Size,
): Placement {
  const most = Math.max(1, MAX_ZOOM / fitScale(picture, stage))
  const scale = Math.min(most, Math.max(1, placement.scale * factor))
  const grown = scale / placement.scale
  return held(
    {
      scale,
      x: point.x - (point.x - placement.x) * grown,
      y: point.y - (point.y - placement.y) * grown,
    },
    picture,
    stage,
  )
}

/** Moves it. */
export function pan(placement: Placement, dx: number, dy: number, picture: Size, stage: Size): Placement {
  return held({ ...placement, x: placement.x + dx, y: placement.y + dy }, picture, stage)
}

/** No further than to the picture's edge: nothing but background would be there to see. */
function held(placement: Placement, picture: Size, stage: Size): Placement {
  const shown = fitScale(picture, stage) * placement.scale
  const roomX = Math.max(0, (picture.width * shown - stage.width) / 2)
  const roomY = Math.max(0, (picture.height * shown - stage.height) / 2)
  return { ...placement, x: clamp(placement.x, roomX), y: clamp(placement.y, roomY) }
}

function clamp(value: number, room: number): number {
  return Math.min(room, Math.max(-room, value)) + 0
}
