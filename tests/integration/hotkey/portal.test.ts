import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { APP_ID } from '../../../src/main/desktop-entry/app-id.ts'
import { parseAccelerator } from '../../../src/main/hotkey/accelerator.ts'
import type { Accelerator } from '../../../src/main/hotkey/accelerator.ts'
import type { HotkeyDriver } from '../../../src/main/hotkey/driver.ts'
import { createHotkeyService } from '../../../src/main/hotkey/hotkey-service.ts'
import type { HotkeyService } from '../../../src/main/hotkey/hotkey-service.ts'
import { createPortalDriver } from '../../../src/main/hotkey/portal/portal-driver.ts'
import { portalTrigger } from '../../../src/main/hotkey/portal/trigger.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import { startPrivateBus } from './private-bus.ts'
import type { PrivateBus } from './private-bus.ts'
import { PortalService } from './portal-service.ts'
import type { PortalBehaviour } from './portal-service.ts'

/*
 * The driver on a real bus, against a service that has the portal's interface.
 */

let bus: PrivateBus
let driver: HotkeyDriver
let seen: string[]

const SPACE = accelerator('Control+Alt+Space')
const works = { ok: true, value: undefined }

function accelerator(text: string): Accelerator {
  const parsed = parseAccelerator(text, 'linux')
  if (!parsed.ok) throw new Error(parsed.failure.message)
  return parsed.value
}

function createDriver(busAddress = bus.address): HotkeyDriver {
  return createPortalDriver({
    clock: realClock,
    log: silentLog,
    appId: APP_ID,
    description: () => 'Talk to Parley',
    busAddress,
  })
}

/** Starts a portal and registers the key with it. */
async function registered(behaviour: PortalBehaviour = {}): Promise<PortalService> {
  const portal = await PortalService.start(bus.address, behaviour)
  expect(await driver.tryRegister(SPACE)).toEqual(works)
  return portal
}

beforeEach(async () => {
  bus = await startPrivateBus()
  driver = createDriver()
  seen = []
  driver.on('down', ({ chord }) => seen.push(`down ${chord}`))
  driver.on('up', () => seen.push('up'))
  driver.on('changed', () => seen.push(`changed ${driver.trigger}`))
  driver.on('lost', ({ code }) => seen.push(`lost ${code}`))
})

afterEach(async () => {
  driver.unregister()
  await bus.stop()
})

describe('a desktop that gives the key', () => {
  it('is told who asks and what for, and then tells down and up', async () => {
    const portal = await registered()
    expect(portal.registered).toEqual(['dev.parley.Parley'])
    expect(portal.proposals).toEqual([
      { id: 'talk', description: 'Talk to Parley', trigger: 'CTRL+ALT+space' },
    ])
    expect(driver.trigger).toBe('Press <Control><Alt>space')
    portal.press()
    portal.press('another')
    portal.release()
    await expect.poll(() => seen).toEqual(['down true', 'up'])
  })

  it('may choose another key, then and later', async () => {
    const portal = await registered({ trigger: 'Press <Super>t' })
    expect(driver.trigger).toBe('Press <Super>t')
    portal.rebind('Press F9')
    await expect.poll(() => seen).toEqual(['changed Press F9'])
  })

  it('may say nothing of which key it is', async () => {
    await registered({ trigger: '' })
    expect(driver.trigger).toBe('')
  })

  it('may be an old one: no registry, and request handles of its own', async () => {
    const portal = await registered({ hasRegistry: false, ownHandles: true })
    portal.press()
    await expect.poll(() => seen).toEqual(['down true'])
  })

  it('gets the key back when it is let go, and gives it again', async () => {
    const portal = await registered()
    driver.unregister()
    await expect.poll(() => portal.sessions).toEqual([])
    expect(await driver.tryRegister(accelerator('F9'))).toEqual(works)
    expect(portal.sessions).toHaveLength(1)
    expect(portal.proposals.at(-1)?.trigger).toBe('F9')
    expect(seen).toEqual([])
  })

  it('makes hold, tap and double tap possible', async () => {
    const portal = await PortalService.start(bus.address)
    const service = createHotkeyService({
      drivers: [driver],
      clock: realClock,
      platform: 'linux',
      session: 'wayland',
      log: silentLog,
    })
    const told: string[] = []
    service.on('talk-start', () => told.push('start'))
    service.on('talk-cancel', () => told.push('cancel'))
    service.on('hands-free', () => told.push('hands-free'))
    service.on('snapshot', ({ trigger }) => told.push(`key ${trigger}`))
    const snapshot = await service.apply({ accelerator: 'Control+Alt+Space', mode: 'hold' })
    expect(snapshot).toMatchObject({ mode: 'hold', doubleTap: true, trigger: 'Press <Control><Alt>space' })
    for (let tap = 0; tap < 2; tap++) {
      portal.press()
      portal.release()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await expect.poll(() => told.slice(1)).toEqual(['start', 'cancel', 'hands-free'])
    portal.rebind('Press F9')
    await expect.poll(() => told.at(-1)).toBe('key Press F9')
    service.close()
  })
})

describe('a desktop that does not give the key', () => {
  it.each([
    ['the person says no', { binding: 'refuse' }, 'HOTKEY_REFUSED'],
    ['another program has it', { binding: 'taken' }, 'HOTKEY_CONFLICT'],
    ['its dialog breaks', { binding: 'break' }, 'HOTKEY_UNSUPPORTED'],
    ['it has no global shortcuts', { hasShortcuts: false }, 'HOTKEY_UNSUPPORTED'],
  ] as const)('says why: %s', async (_why, behaviour, code) => {
    const portal = await PortalService.start(bus.address, behaviour)
    expect(await driver.tryRegister(SPACE)).toMatchObject({ ok: false, failure: { code } })
    await expect.poll(() => portal.sessions).toEqual([])
    expect([driver.trigger, seen]).toEqual([null, []])
  })

  it('says why: there is no portal, or no bus', async () => {
    const unsupported = { ok: false, failure: { code: 'HOTKEY_UNSUPPORTED' } }
    expect(await driver.tryRegister(SPACE)).toMatchObject(unsupported)
    expect(await createDriver('unix:path=/nonexistent').tryRegister(SPACE)).toMatchObject(unsupported)
  })

  it('is asked anew for another key while the person has not answered for the first', async () => {
    const portal = await PortalService.start(bus.address, { binding: 'never' })
    const isAsking = portal.proposal()
    const first = driver.tryRegister(SPACE)
    await isAsking
    driver.unregister()
    expect(await first).toMatchObject({ ok: false, failure: { code: 'CANCELLED' } })
    await expect.poll(() => portal.sessions).toEqual([])
  })
})

describe('a key that is taken back', () => {
  it('is lost when the desktop ends the session', async () => {
    const portal = await registered()
    portal.endSession()
    await expect.poll(() => seen).toEqual(['lost HOTKEY_LOST'])
  })

  it('is lost when the portal crashes, and can be had again when it is back', async () => {
    const portal = await registered()
    await portal.crash()
    await expect.poll(() => seen).toEqual(['lost HOTKEY_LOST'])
    await registered()
  })

  it('is lost with the bus', async () => {
    await registered()
    await bus.stop()
    await expect.poll(() => seen).toEqual(['lost HOTKEY_LOST'])
  })

  it('fails the registration when the portal crashes while the person decides', async () => {
    const portal = await PortalService.start(bus.address, { binding: 'never' })
    const isAsking = portal.proposal()
    const registering = driver.tryRegister(SPACE)
    await isAsking
    await portal.crash()
    expect(await registering).toMatchObject({ ok: false, failure: { code: 'HOTKEY_UNSUPPORTED' } })
    expect(seen).toEqual([])
  })
})

describe('a key that was lost', () => {
  let service: HotkeyService
  let told: string[]
  beforeEach(() => {
    service = createHotkeyService({
      drivers: [driver],
      clock: realClock,
      platform: 'linux',
      session: 'wayland',
      log: silentLog,
    })
    told = []
    service.on('snapshot', ({ mode, problem }) => told.push(problem?.code ?? mode))
    service.on('talk-start', () => told.push('start'))
  })
  afterEach(() => {
    service.close()
  })

  it('is asked for again by itself when the desktop ended the session', async () => {
    const portal = await PortalService.start(bus.address)
    await service.apply({ accelerator: 'Control+Alt+Space', mode: 'hold' })
    portal.endSession()
    await expect.poll(() => told, { timeout: 5000 }).toEqual(['hold', 'HOTKEY_LOST', 'hold'])
    portal.press()
    await expect.poll(() => told.at(-1)).toBe('start')
  })

  it('is asked for again as soon as the portal is back, however long that takes', async () => {
    const portal = await PortalService.start(bus.address)
    await service.apply({ accelerator: 'Control+Alt+Space', mode: 'hold' })
    await portal.crash()
    // Two attempts find nobody, and the third one is far off.
    await expect
      .poll(() => told, { timeout: 10_000 })
      .toEqual(['hold', 'HOTKEY_LOST', 'HOTKEY_UNSUPPORTED', 'HOTKEY_UNSUPPORTED'])
    const again = await PortalService.start(bus.address)
    await expect.poll(() => told.at(-1), { timeout: 5000 }).toBe('hold')
    again.press()
    await expect.poll(() => told.at(-1)).toBe('start')
  })

  it('is not asked for again once the person has said no', async () => {
    const portal = await PortalService.start(bus.address)
    await service.apply({ accelerator: 'Control+Alt+Space', mode: 'hold' })
    await portal.crash()
    const refusing = await PortalService.start(bus.address, { binding: 'refuse' })
    await expect.poll(() => told.at(-1), { timeout: 5000 }).toBe('HOTKEY_REFUSED')
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(refusing.proposals).toHaveLength(1)
  })
})

describe('portalTrigger', () => {
  it.each([
    ['Control+Alt+Space', 'CTRL+ALT+space'],
    ['Super+Shift+K', 'SHIFT+LOGO+k'],
    ['Control+num5', 'CTRL+KP_5'],
    ['Control+[', 'CTRL+bracketleft'],
    ['Control+Shift+PageUp', 'CTRL+SHIFT+Page_Up'],
    ['F13', 'F13'],
    ['Mouse4', null],
  ])('writes %s as %s', (text, trigger) => {
    expect(portalTrigger(accelerator(text))).toBe(trigger)
  })
})
