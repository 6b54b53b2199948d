import type { HudPlace, HudSettings } from '../../shared/settings.ts'

/** A rectangle in device-independent pixels. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A point in device-independent pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Size of the HUD window, in device-independent pixels: the widest pill with two lines of words, and its shadow. */
export const HUD_SIZE = { width: 408, height: 112 } as const

/** Distance from the edges of the work area, so that it stays clear of docks that hide themselves. */
const MARGIN = { side: 16, top: 16, bottom: 36 } as const

/** Dropped this near to a named place, it is put there, in device-independent pixels. */
const SNAP_DISTANCE = 28

/** Where each named place lies in the room: 0 is left or top, 1 is right or bottom. */
const ANCHORS: Readonly<Record<Exclude<HudPlace, 'custom'>, Point>> = {
  bottom: { x: 0.5, y: 1 },
  top: { x: 0.5, y: 0 },
  'bottom-left': { x: 0, y: 1 },
  'bottom-right': { x: 1, y: 1 },
  'top-left': { x: 0, y: 0 },
  'top-right': { x: 1, y: 0 },
}

/**
 * The HUD's bounds on a display. Places are fractions of the room that it has there, so that a place which was chosen on one
 * display is the same on another, and is on screen on each, however small it is.
 */
export function hudBounds(workArea: Rectangle, hud: HudSettings): Rectangle {
  const room = roomFor(workArea)
  const at = hud.place === 'custom' ? hud.at : ANCHORS[hud.place]
  return {
    x: Math.round(room.x + room.width * at.x),
    y: Math.round(room.y + room.height * at.y),
    ...sizeIn(workArea),
  }
}

/** The place for a HUD that was dropped with its corner at `corner`: a named one if that is near. */
export function hudPlaceAt(workArea: Rectangle, corner: Point): HudSettings {
  const room = roomFor(workArea)
  const at = { x: fraction(corner.x, room.x, room.width), y: fraction(corner.y, room.y, room.height) }
  const near = Object.entries(ANCHORS).find(([, anchor]) => {
    const dx = (anchor.x - at.x) * room.width
    const dy = (anchor.y - at.y) * room.height
    return Math.hypot(dx, dy) <= SNAP_DISTANCE
  })
  return { place: (near?.[0] ?? 'custom') as HudPlace, at }
}

/** Where the window's upper left corner may be. It has no negative size: on a tiny display all places are one. */
function roomFor(workArea: Rectangle): Rectangle {
  const { width, height } = sizeIn(workArea)
  const free = { width: workArea.width - width, height: workArea.height - height }
  const side = Math.min(MARGIN.side, free.width / 2)
  const top = Math.min(MARGIN.top, free.height / 2)
  const bottom = Math.min(MARGIN.bottom, free.height / 2)
  return {
    x: workArea.x + side,
    y: workArea.y + top,
    width: free.width - 2 * side,
    height: free.height - top - bottom,
  }
}

function sizeIn(workArea: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(HUD_SIZE.width, workArea.width),
    height: Math.min(HUD_SIZE.height, workArea.height),
  }
}

function fraction(value: number, start: number, length: number): number {
  return length <= 0 ? 0.5 : Math.min(1, Math.max(0, (value - start) / length))
}
