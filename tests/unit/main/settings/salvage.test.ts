import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlay } from '../../../../src/main/settings/plain-object.ts'
import { salvage } from '../../../../src/main/settings/salvage.ts'
import { settingsSchema } from '../../../../src/shared/settings.ts'

const profile = (id: string) => ({
  id,
  name: 'Home',
  kind: 'remote',
  baseUrl: 'https://bot.example',
  username: 'ann',
  signIn: 'api-key',
})

describe('salvage', () => {
  it('leaves valid settings as they are', () => {
    const settings = settingsSchema.parse({ theme: 'dark', profiles: [profile('a')] })
    expect(salvage(settings)).toEqual({ valid: settings, lost: [] })
  })

  it('takes out the one field that is wrong, and nothing beside it', () => {
    const { valid, lost } = salvage({ speaker: { volume: 7, muted: true }, theme: 'dark' })
    expect(valid).toEqual({ speaker: { muted: true }, theme: 'dark' })
    expect(lost).toEqual(['speaker.volume'])
  })

  it('takes out a whole group of the wrong type', () => {
    expect(salvage({ hotkey: 'F13', language: 'en' })).toEqual({
      valid: { language: 'en' },
      lost: ['hotkey'],
    })
  })

  it('drops the profiles that lack something, wherever they stand, and keeps the others', () => {
    const profiles = [{ id: 'x' }, profile('a'), 7, profile('b'), { ...profile('c'), account: 9 }, null]
    const { valid, lost } = salvage({ profiles })
    expect(valid).toEqual({ profiles: [profile('a'), profile('b'), profile('c')] })
    expect(lost).toEqual(['profiles.5', 'profiles.4.account', 'profiles.2', 'profiles.0'])
  })

  it('starts over where there are no settings at all', () => {
    for (const raw of [null, 7, 'x', [1]]) expect(salvage(raw)).toEqual({ valid: {}, lost: ['everything'] })
  })

  it('does not change what it was given', () => {
    const raw = { theme: 'pink' }
    salvage(raw)
    expect(raw).toEqual({ theme: 'pink' })
  })

  it('always ends with something valid, whatever the file holds', () => {
    const damaged = fc.record(
      {
        profiles: fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.jsonValue(), fc.constant(profile('a'))))),
        hotkey: fc.oneof(fc.jsonValue(), fc.record({ accelerator: fc.jsonValue(), mode: fc.jsonValue() })),
        speaker: fc.oneof(fc.jsonValue(), fc.record({ volume: fc.jsonValue() })),
        theme: fc.jsonValue(),
        unknown: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), damaged), (raw) => {
        const { valid, lost } = salvage(raw)
        expect(settingsSchema.safeParse(valid).success).toBe(true)
        expect(lost.length === 0).toBe(settingsSchema.safeParse(raw).success)
      }),
    )
  })
})

describe('overlay', () => {
  it('keeps what only the lower one has, at every depth', () => {
    expect(overlay({ a: { x: 1, y: 2 }, b: 3 }, { a: { x: 9 }, c: 4 })).toEqual({
      a: { x: 9, y: 2 },
      b: 3,
      c: 4,
    })
  })

  it('takes lists as they are, and keeps what is unknown of items with the same id', () => {
    const under = [{ id: 'a', colour: 'red', n: 1 }, { id: 'b' }]
    expect(overlay(under, [{ id: 'c' }, { id: 'a', n: 2 }])).toEqual([
      { id: 'c' },
      { id: 'a', colour: 'red', n: 2 },
    ])
  })

  it('takes null for a value and undefined for none', () => {
    expect(overlay({ a: 1, b: 1 }, { a: null, b: undefined })).toEqual({ a: null, b: 1 })
  })

  it('cannot be used to change what all objects share', () => {
    const merged = overlay({}, JSON.parse('{"__proto__": {"polluted": true}}'))
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect((merged as Record<string, unknown>).polluted).toBeUndefined()
  })
})
