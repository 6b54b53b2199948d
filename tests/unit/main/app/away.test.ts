import { expect, test } from 'vitest'
import { Away } from '../../../../src/main/app/away.ts'

function awayWith() {
  const events: string[] = []
  const away = new Away({ onAway: () => events.push('away'), onBack: () => events.push('back') })
  return { away, events }
}

test('a computer that wakes with a locked screen has nobody before it yet', () => {
  const { away, events } = awayWith()
  away.leave('locked')
  away.leave('sleep')
  away.comeBack('sleep')
  expect(away.isAway).toBe(true)
  expect(events).toEqual(['away'])
  away.comeBack('locked')
  expect(away.isAway).toBe(false)
  expect(events).toEqual(['away', 'back'])
})

test('coming back without having left is nothing', () => {
  const { away, events } = awayWith()
  away.comeBack('locked')
  expect(events).toEqual([])
})
