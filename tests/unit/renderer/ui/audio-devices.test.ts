import { describe, expect, test } from 'vitest'
import { chooseDevice, defaultDevice, listDevices } from '../../../../src/renderer/ui/audio-devices.ts'

const INFOS = [
  { kind: 'audioinput', deviceId: 'default', label: 'Default - Headset', groupId: 'g1' },
  { kind: 'audioinput', deviceId: 'communications', label: 'Communications - Headset', groupId: 'g1' },
  { kind: 'audioinput', deviceId: 'x', label: 'Headset', groupId: 'g1' },
  { kind: 'audioinput', deviceId: 'y', label: '', groupId: 'g2' },
  { kind: 'audiooutput', deviceId: 'z', label: 'Speakers', groupId: 'g3' },
  { kind: 'videoinput', deviceId: 'v', label: 'Camera', groupId: 'g4' },
]

test('a list has real devices with names, each once', () => {
  expect(listDevices(INFOS, 'audioinput')).toEqual([{ id: 'x', label: 'Headset' }])
  expect(listDevices(INFOS, 'audiooutput')).toEqual([{ id: 'z', label: 'Speakers' }])
})

test('equal devices have names of their own, which do not depend on the order of the list', () => {
  const equal = ['q', 'p', 'r'].map((deviceId) => ({
    kind: 'audioinput',
    deviceId,
    label: 'USB',
    groupId: '',
  }))
  const named = [
    { id: 'p', label: 'USB' },
    { id: 'q', label: 'USB (2)' },
    { id: 'r', label: 'USB (3)' },
  ]
  for (const list of [equal, equal.toReversed()]) {
    expect(listDevices(list, 'audioinput').toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(named)
  }
})

test('of equal devices, the one that is left stands for the one that is gone', () => {
  expect(chooseDevice('USB (2)', [{ id: 'p', label: 'USB' }])).toEqual({ id: 'p', missing: false })
  const both = [
    { id: 'p', label: 'USB' },
    { id: 'q', label: 'USB (2)' },
  ]
  expect(chooseDevice('USB (2)', both)).toEqual({ id: 'q', missing: false })
  expect(chooseDevice('USB', both)).toEqual({ id: 'p', missing: false })
  // What looks like a number can be a name of its own.
  expect(chooseDevice('Line (2)', [{ id: 'z', label: 'Mic (2)' }])).toEqual({ id: null, missing: true })
})

test('the default is known where the browser names it', () => {
  expect(defaultDevice(INFOS, 'audioinput')).toBe('g1')
  expect(defaultDevice(INFOS, 'audiooutput')).toBe('')
})

describe('choosing', () => {
  const devices = [{ id: 'x', label: 'Headset' }]
  test.each([
    [null, devices, { id: null, missing: false }],
    ['Headset', devices, { id: 'x', missing: false }],
    ['Other', devices, { id: null, missing: true }],
    ['Headset', [], { id: null, missing: false }],
  ])('%s of %j', (label, list, expected) => {
    expect(chooseDevice(label, list)).toEqual(expected)
  })
})
