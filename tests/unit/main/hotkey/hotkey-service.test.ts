import { beforeEach, describe, expect, it } from 'vitest'
import type { Accelerator } from '../../../../src/main/hotkey/accelerator.ts'
import type { DriverEvents, DriverName, HotkeyDriver } from '../../../../src/main/hotkey/driver.ts'
import { createHotkeyService } from '../../../../src/main/hotkey/hotkey-service.ts'
import type { HotkeyService } from '../../../../src/main/hotkey/hotkey-service.ts'
import { Emitter } from '../../../../src/main/lib/emitter.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import { fail, ok } from '../../../../src/main/lib/result.ts'
import type { Result } from '../../../../src/main/lib/result.ts'
import { failure } from '../../../../src/shared/failure.ts'
import type { Failure } from '../../../../src/shared/failure.ts'
import { MAX_SEGMENT_MS } from '../../../../src/shared/live-api/audio-format.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

/** A driver that does what a test tells it, in place of the machine's keyboard. */
class HandDriver implements HotkeyDriver {
  readonly events = new Emitter<DriverEvents>()
  readonly on = this.events.on.bind(this.events)
  readonly name: DriverName
  readonly canSeeKeyUp: boolean
  problem: Failure | null = null
  watched: string | null = null
  /** When set, registrations wait for it. */
  gate: Promise<void> | null = null
  readonly clock: FakeClock

  constructor(name: DriverName, clock: FakeClock) {
    this.name = name
    this.canSeeKeyUp = name === 'uiohook'
    this.clock = clock
  }

  async tryRegister(binding: Accelerator): Promise<Result<void>> {
    await this.gate
    if (this.problem) return fail(this.problem)
    this.watched = binding.text
    return ok(undefined)
  }

  unregister(): void {
    this.watched = null
  }

  down(): void {
    this.events.emit('down', { at: this.clock.elapsed(), chord: true })
  }

  up(): void {
    this.events.emit('up', { at: this.clock.elapsed() })
  }
}

let clock: FakeClock
let hook: HandDriver
let registry: HandDriver
let service: HotkeyService
let told: string[]

beforeEach(() => {
  clock = new FakeClock()
  hook = new HandDriver('uiohook', clock)
  registry = new HandDriver('global-shortcut', clock)
  told = []
  service = createHotkeyService({
    drivers: [hook, registry],
    clock,
    platform: 'linux',
    session: 'x11',
    log: silentLog,
  })
  service.on('talk-start', (id) => told.push(`start ${id}`))
  service.on('talk-latched', (id) => told.push(`latched ${id}`))
  service.on('talk-stop', (id, reason) => told.push(`stop ${id} ${reason}`))
  service.on('talk-cancel', (id) => told.push(`cancel ${id}`))
})

const HOLD = { accelerator: 'Control+Alt+Space', mode: 'hold' } as const

describe('applying a talk key', () => {
  it('registers it with one driver and says so', async () => {
    const snapshots: string[] = []
    service.on('snapshot', ({ mode }) => snapshots.push(mode))
    await expect(service.apply(HOLD)).resolves.toEqual({ ...HOLD, problem: null })
    expect([hook.watched, registry.watched]).toEqual(['Control+Alt+Space', null])
    expect(snapshots).toEqual(['hold'])
    expect(service.snapshot().mode).toBe('hold')
  })

  it('falls back to toggle, visibly, when the hook cannot work', async () => {
    hook.problem = failure('HOTKEY_UNSUPPORTED', 'not here')
    await expect(service.apply(HOLD)).resolves.toEqual({ ...HOLD, mode: 'toggle', problem: hook.problem })
    expect(registry.watched).toBe('Control+Alt+Space')
    registry.down()
    clock.advance(3000)
    registry.down()
    expect(told).toEqual(['start 1', 'stop 1 pressed'])
  })

  it('stops at a conflict', async () => {
    hook.problem = failure('HOTKEY_CONFLICT', 'taken')
    await expect(service.apply(HOLD)).resolves.toMatchObject({
      mode: 'none',
      problem: { code: 'HOTKEY_CONFLICT' },
    })
    expect(registry.watched).toBeNull()
  })

  it('registers nothing that is reserved, and lets go of the last key', async () => {
    await service.apply(HOLD)
    const snapshot = await service.apply({ accelerator: 'Space', mode: 'hold' })
    expect(snapshot).toMatchObject({
      accelerator: 'Space',
      mode: 'none',
      problem: { code: 'HOTKEY_RESERVED' },
    })
    expect(hook.watched).toBeNull()
  })

  it('lets the last of several win', async () => {
    let open: () => void = () => undefined
    registry.gate = new Promise((resolve) => (open = resolve))
    const first = service.apply({ accelerator: 'F13', mode: 'toggle' })
    const second = service.apply({ accelerator: 'F14', mode: 'hold' })
    await second
    open()
    await first
    expect(service.snapshot()).toMatchObject({ accelerator: 'F14', mode: 'hold' })
  })

  it('ends a talk, because its key-up would never come', async () => {
    await service.apply(HOLD)
    hook.down()
    await service.apply({ ...HOLD, accelerator: 'F13' })
    expect(told).toEqual(['start 1', 'stop 1 reconfigured'])
  })
})

describe('talking', () => {
  beforeEach(() => service.apply(HOLD))

  it('tells start and stop', () => {
    hook.down()
    clock.advance(1000)
    hook.up()
    clock.advance(1000)
    expect(told).toEqual(['start 1', 'stop 1 released'])
    expect(clock.pending).toBe(0)
  })

  it('ends when the driver is lost, and says that there is no key now', () => {
    hook.down()
    hook.events.emit('lost', failure('HOTKEY_UNSUPPORTED', 'gone'))
    expect(told).toEqual(['start 1', 'stop 1 driver-lost'])
    expect(service.snapshot()).toMatchObject({ mode: 'none', problem: { message: 'gone' } })
  })

  it('ends at the longest segment', () => {
    service.toggle()
    clock.advance(MAX_SEGMENT_MS)
    expect(told).toEqual(['start 1', 'stop 1 watchdog'])
  })

  it('ends before sleep is over, and has the key again', async () => {
    hook.down()
    hook.watched = null
    await expect(service.recover()).resolves.toMatchObject({ mode: 'hold' })
    expect(told).toEqual(['start 1', 'stop 1 driver-lost'])
    expect(hook.watched).toBe('Control+Alt+Space')
  })

  it('is cancelled when the settings begin to record a key', () => {
    service.press()
    clock.advance(100)
    service.release()
    service.suspend(true)
    hook.down()
    expect(told).toEqual(['start 1', 'latched 1', 'cancel 1'])
  })

  it('lets go of the key meanwhile, so that it can be recorded again, and takes it back', async () => {
    service.suspend(true)
    expect(hook.watched).toBeNull()
    const back = new Promise((resolve) => service.on('snapshot', resolve))
    service.suspend(false)
    await expect(back).resolves.toEqual({ ...HOLD, problem: null })
    expect(hook.watched).toBe('Control+Alt+Space')
  })

  it('ends when the app does, and leaves nothing behind', () => {
    hook.down()
    service.close()
    expect(told).toEqual(['start 1', 'stop 1 driver-lost'])
    expect([clock.pending, hook.watched, hook.events.count('down')]).toEqual([0, null, 0])
  })
})

describe('listeners', () => {
  beforeEach(() => service.apply(HOLD))

  it('hear things in the order in which they happened, even if one of them causes the next', () => {
    const order: string[] = []
    service.on('talk-start', () => service.suspend(true))
    service.on('talk-start', (id) => order.push(`start ${id}`))
    service.on('talk-cancel', (id) => order.push(`cancel ${id}`))
    service.press()
    expect(order).toEqual(['start 1', 'cancel 1'])
  })

  it('cannot keep the watchdog from being set with an exception', () => {
    service.on('talk-start', () => {
      throw new Error('a mistake')
    })
    service.toggle()
    clock.advance(MAX_SEGMENT_MS)
    expect(told).toEqual(['start 1', 'stop 1 watchdog'])
  })
})
