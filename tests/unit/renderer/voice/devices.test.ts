import { describe, expect, test } from 'vitest'
import { chooseDevice, defaultDevice, listDevices } from '../../../../src/renderer/voice/devices.ts'

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
