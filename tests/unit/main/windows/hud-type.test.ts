import { expect, test } from 'vitest'
import { hudType } from '../../../../src/main/windows/hud-type.ts'

test.each([
  ['darwin', 'native', 'panel'],
  ['linux', 'wayland', 'notification'],
  ['linux', 'x11', null],
  ['win32', 'native', null],
] as const)('on %s with %s: %s', (platform, session, type) => {
  expect(hudType(platform, session)).toBe(type)
})
