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
  readonly trigger = null
  isEscapeWatched = false
  problem: Failure | null = null
  /** Another program has this one. */
  taken: string | null = null
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
    if (this.taken === binding.text) return fail(failure('HOTKEY_CONFLICT', 'taken'))
    this.watched = binding.text
    return ok(undefined)
  }

  watchEscape(on: boolean): void {
    this.isEscapeWatched = on
  }

  unregister(): void {
    this.watched = null
    this.isEscapeWatched = false
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
const WORKS = { ...HOLD, doubleTap: true, trigger: null, problem: null }

describe('applying a talk key', () => {
  it('registers it with one driver and says so', async () => {
    const snapshots: string[] = []
    service.on('snapshot', ({ mode }) => snapshots.push(mode))
    await expect(service.apply(HOLD)).resolves.toEqual(WORKS)
    expect([hook.watched, registry.watched]).toEqual(['Control+Alt+Space', null])
    expect(snapshots).toEqual(['hold'])
    expect(service.snapshot().mode).toBe('hold')
  })

  it('falls back to toggle, visibly, when the hook cannot work', async () => {
    hook.problem = failure('HOTKEY_UNSUPPORTED', 'not here')
    await expect(service.apply(HOLD)).resolves.toMatchObject({
      mode: 'toggle',
      doubleTap: false,
      problem: hook.problem,
    })
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
    const problem = failure('HOTKEY_UNSUPPORTED', 'not here')
    hook.problem = problem
    const first = service.apply({ accelerator: 'F13', mode: 'hold' })
    await Promise.resolve()
    hook.problem = null
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
    await expect(back).resolves.toEqual(WORKS)
    expect(hook.watched).toBe('Control+Alt+Space')
  })

  it('ends when the app does, and leaves nothing behind', () => {
    hook.down()
    service.close()
    expect(told).toEqual(['start 1', 'stop 1 driver-lost'])
    expect([clock.pending, hook.watched, hook.events.count('down')]).toEqual([0, null, 0])
  })
})

describe('Escape', () => {
  beforeEach(() => service.apply(HOLD))

  it('is watched only while a talk runs, and throws the talk away', () => {
    expect(hook.isEscapeWatched).toBe(false)
    hook.down()
    expect(hook.isEscapeWatched).toBe(true)
    clock.advance(1000)
    hook.events.emit('escape')
    expect(told).toEqual(['start 1', 'cancel 1'])
    expect(hook.isEscapeWatched).toBe(false)
    hook.up()
    clock.advance(1000)
    expect(told).toHaveLength(2)
  })

  it('is watched for a talk that began without the key, and no longer when it failed by itself', () => {
    service.start()
    expect(hook.isEscapeWatched).toBe(true)
    service.ended()
    expect(hook.isEscapeWatched).toBe(false)
  })
})

describe('two taps', () => {
  it('switch hands-free and send nothing', async () => {
    await service.apply(HOLD)
    service.on('hands-free', () => told.push('hands-free'))
    for (let tap = 0; tap < 2; tap++) {
      hook.down()
      clock.advance(80)
      hook.up()
      clock.advance(100)
    }
    expect(told).toEqual(['start 1', 'latched 1', 'cancel 1', 'hands-free'])
    expect(clock.pending).toBe(0)
  })
})

describe('choosing another key', () => {
  beforeEach(() => service.apply(HOLD))

  it('puts it in force when it can be had', async () => {
    await expect(service.choose({ ...HOLD, accelerator: 'F13' })).resolves.toMatchObject({ ok: true })
    expect([hook.watched, service.snapshot().accelerator]).toEqual(['F13', 'F13'])
  })

  it('keeps the old one when another program has it, and tells nobody of a key in between', async () => {
    const snapshots: string[] = []
    service.on('snapshot', ({ accelerator, mode }) => snapshots.push(`${accelerator} ${mode}`))
    hook.taken = 'F13'
    await expect(service.choose({ ...HOLD, accelerator: 'F13' })).resolves.toMatchObject({
      ok: false,
      failure: { code: 'HOTKEY_CONFLICT' },
    })
    expect(hook.watched).toBe('Control+Alt+Space')
    expect(snapshots).toEqual(['Control+Alt+Space hold'])
  })

  it('does not even let go of the old one for a key that is refused', async () => {
    await expect(service.choose({ ...HOLD, accelerator: 'Control+C' })).resolves.toMatchObject({
      ok: false,
      failure: { code: 'HOTKEY_RESERVED' },
    })
    expect(hook.watched).toBe('Control+Alt+Space')
  })

  it('is the end of recording one', async () => {
    service.suspend(true)
    await service.choose({ ...HOLD, accelerator: 'F13' })
    service.suspend(false)
    hook.down()
    expect([hook.watched, told]).toEqual(['F13', ['start 1']])
  })

  it('is not registered again by the settings that then have it', async () => {
    await service.choose({ ...HOLD, accelerator: 'F13' })
    hook.problem = failure('HOTKEY_UNSUPPORTED', 'asked twice')
    await expect(service.apply({ ...HOLD, accelerator: 'F13' })).resolves.toMatchObject({ mode: 'hold' })
  })
})

describe('trying the key', () => {
  let seen: string[]
  beforeEach(async () => {
    seen = []
    service.on('test', ({ phase, heldMs, gesture }) =>
      seen.push(`${phase} ${heldMs} ${gesture ?? ''}`.trim()),
    )
    await service.apply(HOLD)
  })

  it('tells down, held and up with what it was, and starts nothing', () => {
    service.test(true)
    hook.down()
    clock.advance(1000)
    hook.down()
    clock.advance(200)
    hook.up()
    clock.advance(500)
    expect(seen).toEqual(['down 0', 'held 250', 'up 1200 hold'])
    expect(told).toEqual([])
    service.test(false)
    hook.down()
    expect(told).toEqual(['start 1'])
    expect(seen).toHaveLength(3)
  })

  it('tells a tap from a double tap', () => {
    service.test(true)
    for (let tap = 0; tap < 2; tap++) {
      hook.down()
      clock.advance(80)
      hook.up()
      clock.advance(100)
    }
    expect(seen).toEqual(['down 0', 'up 80 tap', 'down 0', 'up 80 double-tap'])
  })

  it('tells a press where releases cannot be seen', async () => {
    hook.problem = failure('HOTKEY_UNSUPPORTED', 'not here')
    await service.apply({ ...HOLD, accelerator: 'F13' })
    service.test(true)
    registry.down()
    clock.advance(1000)
    registry.down()
    expect(seen).toEqual(['down 0 press', 'down 0 press'])
  })

  it('throws away a talk that runs, and leaves no timer behind', () => {
    hook.down()
    clock.advance(400)
    service.test(true)
    expect(told).toEqual(['start 1', 'cancel 1'])
    hook.down()
    service.test(false)
    clock.advance(5000)
    expect(clock.pending).toBe(0)
  })
})

describe('a window that goes away', () => {
  it('takes with it what it held, recorded or tried', async () => {
    await service.apply(HOLD)
    service.press()
    clock.advance(1000)
    service.forgetWindow()
    expect(told).toEqual(['start 1', 'stop 1 released'])
    service.suspend(true)
    const back = new Promise((resolve) => service.on('snapshot', resolve))
    service.forgetWindow()
    await back
    service.test(true)
    service.forgetWindow()
    clock.advance(1000)
    hook.down()
    expect(told.at(-1)).toBe('start 2')
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
