import { z } from 'zod'

const rectangleSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
/** In device-independent pixels. */
export type Bounds = z.infer<typeof rectangleSchema>

const placeSchema = z.object({
  /** Of the window when it is not maximised. */
  bounds: rectangleSchema,
  isMaximized: z.boolean(),
})
export type Place = z.infer<typeof placeSchema>

/** Where the window was on each display, by the display's id, and on which it was last. */
export const placesSchema = z.object({ last: z.string(), byDisplay: z.record(z.string(), placeSchema) })
export type Places = z.infer<typeof placesSchema>

/** A display, as far as a window needs it. */
export interface DisplayArea {
  readonly id: string
  /** What panels and docks leave free. */
  readonly workArea: Bounds
}

/** Displays that are remembered: a desk, an office and a projector or two. */
const MOST_DISPLAYS = 8

/**
 * Where to open the window: where it was, on the display that it was on. When that display is gone, where it was on the
 * first of `displays` (the primary one). It is always wholly within a work area, so that its title bar can be reached.
 */
export function placeFor(
  places: Places | null,
  displays: readonly [DisplayArea, ...DisplayArea[]],
  size: { readonly width: number; readonly height: number },
): Place {
  const display = displays.find(({ id }) => id === places?.last) ?? displays[0]
  const remembered = places?.byDisplay[display.id]
  if (remembered) return { ...remembered, bounds: within(remembered.bounds, display.workArea) }
  const { x, y, width, height } = display.workArea
  const centred = {
    x: x + Math.round((width - size.width) / 2),
    y: y + Math.round((height - size.height) / 2),
    ...size,
  }
  return { bounds: within(centred, display.workArea), isMaximized: false }
}

/** Remembers where the window is. The displays that were used longest ago are forgotten. */
export function withPlace(places: Places | null, displayId: string, place: Place): Places {
  const others = Object.entries(places?.byDisplay ?? {}).filter(([id]) => id !== displayId)
  return {
    last: displayId,
    byDisplay: Object.fromEntries([...others.slice(1 - MOST_DISPLAYS), [displayId, place]]),
  }
}

function within(bounds: Bounds, area: Bounds): Bounds {
  const width = Math.min(bounds.width, area.width)
  const height = Math.min(bounds.height, area.height)
  return {
    x: Math.max(area.x, Math.min(bounds.x, area.x + area.width - width)),
    y: Math.max(area.y, Math.min(bounds.y, area.y + area.height - height)),
    width,
    height,
  }
}
