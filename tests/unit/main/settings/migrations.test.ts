import { describe, expect, it } from 'vitest'
import { migrate, MIGRATIONS } from '../../../../src/main/settings/migrations.ts'
import type { Migration } from '../../../../src/main/settings/migrations.ts'

const STEPS: Migration[] = [
  { to: 2, run: ({ colour, ...rest }) => ({ ...rest, theme: colour }) },
  { to: 3, run: (data) => ({ ...data, theme: data.theme === 'black' ? 'dark' : data.theme }) },
]

describe('migrate', () => {
  it('runs each step once, in order, from the version of the file', () => {
    expect(migrate({ colour: 'black' }, STEPS)).toEqual({
      data: { theme: 'dark' },
      version: 3,
      changed: true,
    })
    expect(migrate({ version: 2, theme: 'black' }, STEPS)).toMatchObject({
      data: { theme: 'dark' },
      version: 3,
    })
    expect(migrate({ version: 3, theme: 'black' }, STEPS)).toMatchObject({
      data: { theme: 'black' },
      changed: false,
    })
  })

  it('leaves the file of a newer Parley alone, version and all', () => {
    expect(migrate({ version: 9, theme: 'black' }, STEPS)).toEqual({
      data: { version: 9, theme: 'black' },
      version: 9,
      changed: false,
    })
  })

  it('takes a version that makes no sense for the first', () => {
    for (const version of ['2', -1, 1.5, null]) {
      expect(migrate({ version, colour: 'black' }, STEPS).data.theme).toBe('dark')
    }
  })

  it('has real steps in order, without gaps', () => {
    expect(MIGRATIONS.map(({ to }) => to)).toEqual(MIGRATIONS.map((_step, index) => index + 2))
  })
})

it('turns a microphone that was warm or not into one of three', () => {
  const warmOf = (microphone: unknown) => migrate({ version: 1, microphone }).data['microphone']
  expect(warmOf({ warm: true, label: 'Headset' })).toEqual({ warm: 'always', label: 'Headset' })
  expect(warmOf({ warm: false })).toEqual({ warm: 'never' })
  expect(warmOf({ label: null })).toEqual({ label: null })
  expect(warmOf('nonsense')).toBe('nonsense')
})
