import { expect, test } from 'vitest'
import { onClose } from '../../../../src/main/windows/closing.ts'

const usual = { isQuitting: false, keepRunning: true, tray: true, withoutTray: 'ask' } as const

test.each([
  ['the window goes and Parley stays in the tray', usual, 'close'],
  ['also before it is known whether there is a tray', { ...usual, tray: null }, 'close'],
  ['Parley goes too, if people want that', { ...usual, keepRunning: false }, 'quit'],
  ['and does without a tray', { ...usual, keepRunning: false, tray: false }, 'quit'],
  ['without a tray, people are asked', { ...usual, tray: false }, 'ask'],
  [
    'until they have said it once and for all',
    { ...usual, tray: false, withoutTray: 'minimise' },
    'minimise',
  ],
  ['while quitting, nothing is asked', { ...usual, tray: false, isQuitting: true }, 'close'],
  ['and nothing quits twice', { ...usual, keepRunning: false, isQuitting: true }, 'close'],
] as const)('%s', (_what, facts, closing) => {
  expect(onClose(facts)).toBe(closing)
})
