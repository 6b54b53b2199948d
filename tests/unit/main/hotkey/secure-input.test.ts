import { EventEmitter } from 'node:events'
import { beforeEach, expect, test } from 'vitest'
import { createHotkeyService } from '../../../../src/main/hotkey/hotkey-service.ts'
import { findKey } from '../../../../src/main/hotkey/keys.ts'
import type { DesktopPlatform } from '../../../../src/main/hotkey/platform.ts'
import { createUiohookDriver } from '../../../../src/main/hotkey/uiohook-driver.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

/*
 * A Mac's Secure Input: the hook sees nothing, and the system's registry of shortcuts still tells of a press. Neither can be had
 * on the machines that run this, so both are played by hand.
 */

/** In place of libuiohook. */
class HandHook extends EventEmitter {
  start(): void {
    // It sees what the test says.
  }
  stop(): void {
    // And no more.
  }
}

const KEY = 'Control+Shift+F8'

let clock: FakeClock
let hook: HandHook
let press: () => void
let told: string[]

async function start(platform: DesktopPlatform): Promise<void> {
  clock = new FakeClock()
  hook = new HandHook()
  told = []
  const driver = createUiohookDriver({
    platform,
    session: 'native',
    clock,
    log: silentLog,
    hasAccessibility: () => true,
    load: () => Promise.resolve(hook),
    claim: {
      claim: (_key, onPress) => {
        press = onPress
        return true
      },
      release: () => {
        press = () => undefined
      },
    },
  })
  const session = 'native'
  const service = createHotkeyService({ drivers: [driver], clock, platform, session, log: silentLog })
  service.on('talk-start', () => told.push('start'))
  service.on('talk-stop', (_id, reason) => told.push(`stop ${reason}`))
  await service.apply({ accelerator: KEY, mode: 'hold' })
}

const keycode = findKey('F8')?.uiohook
const see = (event: 'keydown' | 'keyup') =>
  hook.emit(event, {
    keycode,
    ctrlKey: true,
    altKey: false,
    shiftKey: true,
    metaKey: false,
    time: clock.elapsed(),
  })

beforeEach(() => start('darwin'))

test('a press that the hook does not see starts a talk, and the next one sends it', () => {
  press()
  clock.advance(200)
  expect(told).toEqual(['start'])
  clock.advance(3000)
  press()
  clock.advance(200)
  expect(told).toEqual(['start', 'stop pressed'])
})

test.each(['the hook first', 'the registry first'])('a press that both see is one press: %s', (first) => {
  if (first === 'the registry first') press()
  see('keydown')
  clock.advance(40)
  if (first === 'the hook first') press()
  clock.advance(2000)
  expect(told).toEqual(['start'])
  see('keyup')
  clock.advance(100)
  expect(told).toEqual(['start', 'stop released'])
})

test('elsewhere the hook alone decides', async () => {
  await start('win32')
  press()
  clock.advance(1000)
  expect(told).toEqual([])
})
