import { describe, expect, it } from 'vitest'
import { describeOutcome, planDrivers, tryNextAfter } from '../../../../src/main/hotkey/select-driver.ts'
import { failure } from '../../../../src/shared/failure.ts'

const unsupported = failure('HOTKEY_UNSUPPORTED', 'cannot')
const conflict = failure('HOTKEY_CONFLICT', 'taken')
const hook = { canSeeKeyUp: true, trigger: null }
const registry = { canSeeKeyUp: false, trigger: null }
const isMouse = false

describe('planDrivers', () => {
  it('prefers what sees key-up, but for toggle on a Mac, where that would need a permission', () => {
    for (const [platform, session] of [
      ['linux', 'x11'],
      ['win32', 'native'],
      ['darwin', 'native'],
    ] as const) {
      const tries = (mode: 'hold' | 'toggle') => planDrivers({ platform, session, mode, isMouse }).tries
      expect(tries('hold')).toEqual(['uiohook', 'global-shortcut'])
      expect(tries('toggle')[0]).toBe(platform === 'darwin' ? 'global-shortcut' : 'uiohook')
    }
  })

  it('asks nobody but the portal under Wayland', () => {
    for (const mode of ['hold', 'toggle'] as const) {
      expect(planDrivers({ platform: 'linux', session: 'wayland', mode, isMouse }).tries).toEqual(['portal'])
    }
  })

  it('leaves mouse buttons to the hook, and says where it cannot be', () => {
    expect(planDrivers({ platform: 'linux', session: 'x11', mode: 'toggle', isMouse: true }).tries).toEqual([
      'uiohook',
    ])
    expect(planDrivers({ platform: 'linux', session: 'wayland', mode: 'hold', isMouse: true })).toMatchObject(
      {
        tries: [],
        limit: { code: 'HOTKEY_UNSUPPORTED' },
      },
    )
  })

  it('tries nothing where there is no display', () => {
    expect(planDrivers({ platform: 'linux', session: 'none', mode: 'hold', isMouse })).toMatchObject({
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
  const x11 = { platform: 'linux', session: 'x11', mode: 'hold', isMouse } as const
  const plan = planDrivers(x11)

  it('has no problem where everything works as asked', () => {
    expect(describeOutcome('F13', 'hold', plan, { driver: hook, failures: [] })).toEqual({
      accelerator: 'F13',
      mode: 'hold',
      doubleTap: true,
      trigger: null,
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

  it('has the words of a desktop that decides about the key itself', () => {
    const wayland = planDrivers({ ...x11, session: 'wayland' })
    const driver = { canSeeKeyUp: true, trigger: 'Press <Super>space' }
    expect(describeOutcome('F13', 'hold', wayland, { driver, failures: [] })).toMatchObject({
      mode: 'hold',
      trigger: 'Press <Super>space',
      problem: null,
    })
  })
})
