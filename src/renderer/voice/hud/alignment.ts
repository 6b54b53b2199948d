import type { HudSettings } from '../../../shared/settings.ts'

/** The side of its window that the pill is at, so that it grows away from the edge of the screen. */
export interface Alignment {
  readonly x: 'left' | 'centre' | 'right'
  readonly y: 'top' | 'bottom'
}

/** Which side that is for a place on the screen. */
export function alignmentOf({ place, at }: HudSettings): Alignment {
  if (place === 'custom') {
    return {
      x: at.x < 1 / 3 ? 'left' : at.x > 2 / 3 ? 'right' : 'centre',
      y: at.y < 0.5 ? 'top' : 'bottom',
    }
  }
  return {
    x: place.endsWith('left') ? 'left' : place.endsWith('right') ? 'right' : 'centre',
    y: place.startsWith('top') ? 'top' : 'bottom',
  }
}
