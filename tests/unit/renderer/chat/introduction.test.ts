import { describe, expect, test } from 'vitest'
import { hear, NOTHING_HEARD } from '../../../../src/renderer/chat/introduction/hearing.ts'
import type { Hearing } from '../../../../src/renderer/chat/introduction/hearing.ts'
import { nextStep, stepBefore, STEPS } from '../../../../src/renderer/chat/introduction/steps.ts'

describe('the steps of the introduction', () => {
  test('lead to its end and back, and not beyond', () => {
    expect(STEPS.map(nextStep)).toEqual(['hotkey', 'server', 'ready', 'ready'])
    expect(STEPS.map(stepBefore)).toEqual(['microphone', 'microphone', 'hotkey', 'server'])
  })
})

describe('somebody is heard', () => {
  const after = (...readings: number[]): Hearing => readings.reduce(hear, NOTHING_HEARD)

  test('by speech, also when there are pauses in it', () => {
    expect(after(0.6, 0.5, 0.1, 0.7, 0.6, 0.2, 0.8).heard).toBe(true)
  })

  test('not by a quiet room, and not by a knock', () => {
    expect(after(...Array.from({ length: 100 }, () => 0.2)).heard).toBe(false)
    expect(after(0.1, 0.9, 0.8, 0.2, 0.1, 0.1).heard).toBe(false)
  })

  test('once and for all', () => {
    expect(after(0.6, 0.6, 0.6, 0.6, 0, 0, 0)).toMatchObject({ heard: true, reading: 0 })
  })
})
