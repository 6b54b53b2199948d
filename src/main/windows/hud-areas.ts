import type { Point, Rectangle } from './hud-placement.ts'

/** Whether a point of the screen lies in one of a window's areas; these are relative to the window's corner. */
export function isOver(point: Point, window: Rectangle, areas: readonly Rectangle[]): boolean {
  const x = point.x - window.x
  const y = point.y - window.y
  return areas.some(
    (area) => x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height,
  )
}
