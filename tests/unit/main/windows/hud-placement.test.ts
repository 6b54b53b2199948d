import { expect, test } from 'vitest'
import { hudBounds } from '../../../../src/main/windows/hud-placement.ts'

test('the HUD is centred near the bottom of the display with the pointer', () => {
  expect(hudBounds({ x: 1920, y: 0, width: 1280, height: 1024 })).toEqual({
    x: 2400,
    y: 888,
    width: 320,
    height: 88,
  })
})

test('it never leaves a small display', () => {
  const area = { x: 10, y: 20, width: 200, height: 60 }
  expect(hudBounds(area)).toEqual({ x: 10, y: 20, width: 200, height: 60 })
})
