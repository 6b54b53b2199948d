import { describe, expect, test } from 'vitest'
import { placeFor, withPlace } from '../../../../src/main/windows/window-place.ts'
import type { DisplayArea, Place } from '../../../../src/main/windows/window-place.ts'

const laptop: DisplayArea = { id: 'laptop', workArea: { x: 0, y: 30, width: 1440, height: 870 } }
const desk: DisplayArea = { id: 'desk', workArea: { x: 1440, y: 0, width: 2560, height: 1400 } }
const size = { width: 780, height: 720 }

const at = (x: number, y: number, width = 800, height = 600): Place => ({
  bounds: { x, y, width, height },
  isMaximized: false,
})

describe('where the window opens', () => {
  test('in the middle of the primary display the first time', () => {
    expect(placeFor(null, [laptop, desk], size).bounds).toEqual({ x: 330, y: 105, ...size })
  })

  test('where it was, on the display that it was on, maximised if it was', () => {
    const place = { ...at(1700, 200), isMaximized: true }
    expect(placeFor(withPlace(null, 'desk', place), [laptop, desk], size)).toEqual(place)
  })

  test('where it was on the primary display, when the other one is gone', () => {
    const places = withPlace(withPlace(null, 'laptop', at(50, 60)), 'desk', at(1700, 200))
    expect(placeFor(places, [laptop], size)).toEqual(at(50, 60))
    expect(placeFor(withPlace(null, 'desk', at(1700, 200)), [laptop], size).bounds).toEqual({
      x: 330,
      y: 105,
      ...size,
    })
  })

  test.each([
    ['above and to the left', at(-900, -500), { x: 0, y: 30, width: 800, height: 600 }],
    ['below and to the right', at(1400, 880), { x: 640, y: 300, width: 800, height: 600 }],
    ['larger than the display', at(-50, 0, 3000, 2000), laptop.workArea],
  ])('wholly on the display: it was %s', (_where, place, bounds) => {
    expect(placeFor(withPlace(null, 'laptop', place), [laptop], size).bounds).toEqual(bounds)
  })

  test('within a display that is smaller than the window usually is', () => {
    const tiny = { id: 'tiny', workArea: { x: 0, y: 0, width: 640, height: 480 } }
    expect(placeFor(null, [tiny], size).bounds).toEqual(tiny.workArea)
  })
})

test('only so many displays are remembered: the longest unused goes first', () => {
  let places = withPlace(null, 'first', at(0, 0))
  for (let index = 0; index < 7; index++) places = withPlace(places, `other ${index}`, at(0, 0))
  expect(Object.keys(places.byDisplay)).toContain('first')
  places = withPlace(places, 'first', at(1, 1))
  places = withPlace(places, 'one more', at(0, 0))
  expect(Object.keys(places.byDisplay)).toHaveLength(8)
  expect(places.byDisplay).toMatchObject({ first: at(1, 1) })
  expect(Object.keys(places.byDisplay)).not.toContain('other 0')
})
