import { describe, expect, test } from 'vitest'
import { HUD_SIZE, hudBounds, hudPlaceAt } from '../../../../src/main/windows/hud-placement.ts'
import type { Rectangle } from '../../../../src/main/windows/hud-placement.ts'
import { hudPlaceSchema } from '../../../../src/shared/settings.ts'
import type { HudSettings } from '../../../../src/shared/settings.ts'

/** The right one of two displays, of which a panel takes the uppermost 32 pixels. */
const area: Rectangle = { x: 1920, y: 32, width: 1280, height: 992 }
const at = { x: 0.25, y: 0.4 }

const isInside = (inner: Rectangle, outer: Rectangle) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

describe('the HUD’s place', () => {
  test('is centred near the bottom of the display with the pointer, if nothing else was chosen', () => {
    const bounds = hudBounds(area, { place: 'bottom', at })
    expect(bounds.x + bounds.width / 2).toBe(area.x + area.width / 2)
    expect(area.y + area.height - bounds.y - bounds.height).toBe(36)
  })

  test('can be each corner and edge', () => {
    const corner = (place: HudSettings['place']) => hudBounds(area, { place, at })
    expect(corner('top')).toMatchObject({ y: 48 })
    expect(corner('top-left')).toMatchObject({ x: 1936, y: 48 })
    expect(corner('top-right')).toMatchObject({ x: 3200 - 16 - HUD_SIZE.width, y: 48 })
    expect(corner('bottom-left').y).toBe(corner('bottom').y)
  })

  test.each([
    { x: 0, y: 0, width: 3840, height: 2160 },
    { x: -1366, y: 0, width: 1366, height: 728 },
    { x: 0, y: 0, width: 420, height: 120 },
    { x: 10, y: 20, width: 200, height: 60 },
  ])('is on screen on each display, whatever was chosen on another: $width by $height', (display) => {
    for (const place of hudPlaceSchema.options) {
      for (const each of [at, { x: 0, y: 0 }, { x: 1, y: 1 }]) {
        expect(isInside(hudBounds(display, { place, at: each }), display), place).toBe(true)
      }
    }
  })
})

describe('a dragged HUD', () => {
  test('stays where it was dropped', () => {
    const dropped = hudPlaceAt(area, { x: 2300, y: 400 })
    expect(dropped.place).toBe('custom')
    expect(hudBounds(area, dropped)).toMatchObject({ x: 2300, y: 400 })
  })

  test('snaps to a named place nearby', () => {
    const { x, y } = hudBounds(area, { place: 'top-right', at })
    expect(hudPlaceAt(area, { x: x - 15, y: y + 15 }).place).toBe('top-right')
    expect(hudPlaceAt(area, { x: x - 60, y: y + 15 }).place).toBe('custom')
  })

  test('can’t be dropped off screen', () => {
    expect(hudPlaceAt(area, { x: 9000, y: -500 }).place).toBe('top-right')
    expect(hudPlaceAt(area, { x: 2300, y: 9000 }).at.y).toBe(1)
  })

  test('has a place on a display with no room to choose from', () => {
    const tiny = { x: 10, y: 20, width: 200, height: 60 }
    expect(hudBounds(tiny, hudPlaceAt(tiny, { x: 10, y: 20 }))).toEqual(tiny)
  })
})
