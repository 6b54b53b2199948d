import { EventEmitter } from 'node:events'
import { beforeEach, expect, test } from 'vitest'
import { whenShowable } from '../../../../src/main/windows/showable.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

class FakeWindow extends EventEmitter {
  readonly webContents = new EventEmitter()
  destroyed = false
  isDestroyed(): boolean {
    return this.destroyed
  }
}

let clock: FakeClock
let window: FakeWindow
let shown: number
beforeEach(() => {
  clock = new FakeClock()
  window = new FakeWindow()
  shown = 0
  whenShowable(window, clock, () => {
    shown += 1
  })
})

test('a window shows when it has painted, and once', () => {
  window.webContents.emit('did-finish-load')
  expect(shown).toBe(0)
  window.emit('ready-to-show')
  expect(shown).toBe(1)
  clock.advance(10_000)
  expect(shown).toBe(1)
})

test('one that never says that it has painted shows soon after its page has loaded', () => {
  window.webContents.emit('did-finish-load')
  clock.advance(500)
  expect(shown).toBe(1)
  // Electron says so once it is shown.
  window.emit('ready-to-show')
  expect(shown).toBe(1)
})

test('one that was closed meanwhile stays closed', () => {
  window.webContents.emit('did-finish-load')
  window.destroyed = true
  clock.advance(500)
  expect(shown).toBe(0)
})
