import { describe, expect, it } from 'vitest'
import { describeOutcome, planDrivers, tryNextAfter } from '../../../../src/main/hotkey/select-driver.ts'
import { failure } from '../../../../src/shared/failure.ts'

const unsupported = failure('HOTKEY_UNSUPPORTED', 'cannot')
const conflict = failure('HOTKEY_CONFLICT', 'taken')
const hook = { canSeeKeyUp: true }
const registry = { canSeeKeyUp: false }

describe('planDrivers', () => {
  it('needs the hook to hold, and prefers the system registry to toggle', () => {
    for (const [platform, session] of [
      ['linux', 'x11'],
      ['win32', 'native'],
      ['darwin', 'native'],
    ] as const) {
      expect(planDrivers({ platform, session, mode: 'hold' }).tries).toEqual(['uiohook', 'global-shortcut'])
      expect(planDrivers({ platform, session, mode: 'toggle' }).tries).toEqual(['global-shortcut', 'uiohook'])
    }
  })

  it('never loads the hook under Wayland, and says what to do instead', () => {
    const plan = planDrivers({ platform: 'linux', session: 'wayland', mode: 'hold' })
    expect(plan.tries).toEqual(['global-shortcut'])
    expect(plan.limit?.message).toContain('parley --toggle')
  })

  it('tries nothing where there is no display', () => {
    expect(planDrivers({ platform: 'linux', session: 'none', mode: 'hold' })).toMatchObject({
      tries: [],
      limit: { code: 'HOTKEY_UNSUPPORTED' },
    })
  })
})

describe('tryNextAfter', () => {
  it('does not take by another way what belongs to another program', () => {
    expect(tryNextAfter(conflict)).toBe(false)
    expect(tryNextAfter(unsupported)).toBe(true)
    expect(tryNextAfter(failure('HOTKEY_DENIED', 'ask'))).toBe(true)
  })
})

describe('describeOutcome', () => {
  const x11 = { platform: 'linux', session: 'x11', mode: 'hold' } as const
  const plan = planDrivers(x11)

  it('has no problem where everything works as asked', () => {
    expect(describeOutcome('F13', 'hold', plan, { driver: hook, failures: [] })).toEqual({
      accelerator: 'F13',
      mode: 'hold',
      problem: null,
    })
    expect(describeOutcome('F13', 'toggle', plan, { driver: registry, failures: [] })).toMatchObject({
      mode: 'toggle',
      problem: null,
    })
  })

  it('says why hold has become toggle', () => {
    expect(describeOutcome('F13', 'hold', plan, { driver: registry, failures: [unsupported] })).toMatchObject(
      {
        mode: 'toggle',
        problem: unsupported,
      },
    )
  })

  it('says why there is no key at all', () => {
    expect(
      describeOutcome('F13', 'hold', plan, { driver: null, failures: [unsupported, conflict] }),
    ).toMatchObject({
      mode: 'none',
      problem: conflict,
    })
    const none = planDrivers({ ...x11, session: 'none' })
    expect(describeOutcome('F13', 'hold', none, { driver: null, failures: [] }).problem).toEqual(none.limit)
  })

  it('keeps saying what is uncertain under Wayland even when the key was taken', () => {
    const wayland = planDrivers({ ...x11, session: 'wayland', mode: 'toggle' })
    expect(describeOutcome('F13', 'toggle', wayland, { driver: registry, failures: [] })).toMatchObject({
      mode: 'toggle',
      problem: { code: 'HOTKEY_UNSUPPORTED' },
    })
  })
})
