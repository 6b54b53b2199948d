import { describe, expect, it } from 'vitest'
import { FITTED, fitScale, pan, zoomAt } from '../../../../src/renderer/chat/transcript/media/zoom.ts'

const picture = { width: 2000, height: 1000 }
const stage = { width: 800, height: 600 }
const MIDDLE = { x: 0, y: 0 }

/** Where on the picture a point of the stage lies, in CSS pixels of the fitted picture. */
const under = (point: { x: number; y: number }, { scale, x, y }: typeof FITTED) => ({
  x: (point.x - x) / scale,
  y: (point.y - y) / scale,
})

describe('a picture in its stage', () => {
  it('fits, and is never enlarged for it', () => {
    expect(fitScale(picture, stage)).toBe(0.4)
    expect(fitScale({ width: 100, height: 50 }, stage)).toBe(1)
    expect(fitScale({ width: 0, height: 0 }, stage)).toBe(1)
  })

  it('keeps what is under the pointer there', () => {
    const point = { x: 120, y: -40 }
    const zoomed = zoomAt({ scale: 2, x: 30, y: -10 }, 1.5, point, picture, stage)
    expect(zoomed.scale).toBe(3)
    const before = under(point, { scale: 2, x: 30, y: -10 })
    expect(under(point, zoomed).x).toBeCloseTo(before.x)
    expect(under(point, zoomed).y).toBeCloseTo(before.y)
  })

  it('gets no smaller than fitted, and no larger than eight times its pixels', () => {
    expect(zoomAt(FITTED, 0.5, { x: 99, y: 99 }, picture, stage)).toEqual(FITTED)
    expect(zoomAt(FITTED, 1000, MIDDLE, picture, stage).scale).toBe(20)
  })

  it('is moved no further than to its edge', () => {
    // At twice the fitted size it is 1600 × 800: 400 beyond the stage on each side, and 100 above and below.
    expect(pan({ scale: 2, x: 0, y: 0 }, 9999, -9999, picture, stage)).toEqual({ scale: 2, x: 400, y: -100 })
    expect(pan(FITTED, 50, 50, picture, stage)).toEqual(FITTED)
  })
})
