import { expect, test } from 'vitest'
import { displaySwitches } from '../../../tools/launch/host-choice.ts'

const x11 = ['--ozone-platform=x11']

test.each([
  ['Wayland with XWayland', 'linux', { XDG_SESSION_TYPE: 'wayland', DISPLAY: ':0' }, x11],
  ['Wayland by its socket alone', 'linux', { WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }, x11],
  ['Wayland without X', 'linux', { XDG_SESSION_TYPE: 'wayland' }, []],
  ['X11', 'linux', { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' }, []],
  ['another system', 'darwin', { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' }, []],
] as const)('%s', (_what, platform, env, switches) => {
  expect(displaySwitches(platform, env)).toEqual(switches)
})
