import { expect, test } from 'vitest'
import { isOver } from '../../../../src/main/windows/hud-areas.ts'

const window = { x: 1000, y: 800, width: 408, height: 112 }
const button = { x: 350, y: 40, width: 36, height: 36 }

test('the mouse is taken over a button, and nowhere else', () => {
  expect(isOver({ x: 1360, y: 850 }, window, [button])).toBe(true)
  expect(isOver({ x: 1350, y: 840 }, window, [button])).toBe(true)
  for (const point of [
    { x: 1349, y: 850 },
    { x: 1386, y: 850 },
    { x: 1360, y: 876 },
    { x: 360, y: 50 },
  ]) {
    expect(isOver(point, window, [button])).toBe(false)
  }
})

test('without anything to click, never', () => {
  expect(isOver({ x: 1360, y: 850 }, window, [])).toBe(false)
})
