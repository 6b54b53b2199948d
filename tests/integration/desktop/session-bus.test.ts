import { sessionBus } from 'dbus-native'
import type { MessageBus } from 'dbus-native'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { realClock } from '../../../src/main/lib/clock.ts'
import { followScreenLock } from '../../../src/main/session-bus/screen-lock.ts'
import { SessionBus } from '../../../src/main/session-bus/session-bus.ts'
import { TrayWatch } from '../../../src/main/tray/tray-watch.ts'
import { startPrivateBus } from '../hotkey/private-bus.ts'
import type { PrivateBus } from '../hotkey/private-bus.ts'
import { TrayService } from '../../helpers/tray-service.ts'

/*
 * What a Linux desktop says of itself, heard on a real message bus from services that speak as desktops do.
 */

let daemon: PrivateBus
let bus: SessionBus

beforeEach(async () => {
  daemon = await startPrivateBus()
  const opened = await SessionBus.open(daemon.address)
  if (!opened) throw new Error('the bus could not be opened')
  bus = opened
})

afterEach(async () => {
  bus.close()
  await daemon.stop()
})

test('where there is no bus, there is none', async () => {
  expect(await SessionBus.open('unix:path=/nonexistent/bus')).toBeNull()
})

describe('the tray', () => {
  let watch: TrayWatch
  let said: boolean[]
  let hasXembed: boolean

  const start = async (on: SessionBus | null = bus) => {
    watch = new TrayWatch({
      bus: on,
      hasXembedTray: () => Promise.resolve(hasXembed),
      clock: realClock,
      changed: (hasTray) => said.push(hasTray),
    })
    await watch.start()
  }

  beforeEach(() => {
    said = []
    hasXembed = false
  })

  afterEach(() => {
    watch.close()
  })

  test('is there when a panel shows icons, from the start', async () => {
    const service = await TrayService.start(daemon.address)
    await start()
    expect(said).toEqual([true])
    await service.stop()
  })

  test('is not there when nobody watches for icons, or watches and shows none', async () => {
    await start()
    expect(said).toEqual([false])
    const service = await TrayService.start(daemon.address, { hasHost: false })
    await watch.look()
    expect(said).toEqual([false])
    await service.stop()
  })

  test('comes when the panel does, and goes with it', async () => {
    const service = await TrayService.start(daemon.address, { hasHost: false })
    await start()
    service.setHost(true)
    await expect.poll(() => said).toEqual([false, true])
    service.setHost(false)
    await expect.poll(() => said).toEqual([false, true, false])
    await service.stop()
  })

  test('comes and goes with the desktop’s own service', async () => {
    await start()
    const service = await TrayService.start(daemon.address)
    await expect.poll(() => said).toEqual([false, true])
    await service.stop()
    await expect.poll(() => said).toEqual([false, true, false])
  })

  test('may be one of the old kind, with or without a bus', async () => {
    hasXembed = true
    await start()
    expect(said).toEqual([true])
    watch.close()
    await start(null)
    expect(said).toEqual([true, true])
  })
})

describe('the screen lock', () => {
  let desktop: MessageBus
  let said: boolean[]

  beforeEach(async () => {
    said = []
    desktop = sessionBus({ busAddress: daemon.address })
    await followScreenLock(bus, (isLocked) => said.push(isLocked))
  })

  const lock = (name: string, isActive: boolean) => {
    desktop.sendSignal(`/${name.replaceAll('.', '/')}`, name, 'ActiveChanged', 'b', [isActive])
  }

  test.each(['org.gnome.ScreenSaver', 'org.freedesktop.ScreenSaver', 'org.xfce.ScreenSaver'])(
    'is heard from %s',
    async (name) => {
      lock(name, true)
      await expect.poll(() => said).toEqual([true])
      lock(name, false)
      await expect.poll(() => said).toEqual([true, false])
      await desktop.close()
    },
  )

  test('that is told twice is one lock, and is over when both say so', async () => {
    lock('org.gnome.ScreenSaver', true)
    lock('org.freedesktop.ScreenSaver', true)
    lock('org.gnome.ScreenSaver', false)
    lock('org.freedesktop.ScreenSaver', false)
    await expect.poll(() => said).toEqual([true, false])
    await desktop.close()
  })

  test('is over when what locked the screen is gone', async () => {
    await desktop.requestName('org.mate.ScreenSaver', 0)
    lock('org.mate.ScreenSaver', true)
    await expect.poll(() => said).toEqual([true])
    await desktop.close()
    await expect.poll(() => said).toEqual([true, false])
  })
})
