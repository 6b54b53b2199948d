import { expect, test } from 'vitest'
import { trayIcon, trayMenu } from '../../../../src/main/tray/tray-menu.ts'

const quiet = { voice: 'idle', connection: 'connected', muted: false } as const

test('a running turn shows in the icon, whatever the connection does', () => {
  expect(trayIcon({ ...quiet, voice: 'listening', connection: 'waiting' })).toBe('listening')
  expect(trayIcon({ ...quiet, voice: 'speaking' })).toBe('speaking')
})

test('without a turn, a lost connection shows', () => {
  expect(trayIcon(quiet)).toBe('idle')
  for (const connection of ['waiting', 'suspended'] as const) {
    expect(trayIcon({ ...quiet, connection })).toBe('offline')
  }
})

test('what needs the person has an icon of its own', () => {
  expect(trayIcon({ ...quiet, connection: 'failed' })).toBe('failed')
  expect(trayIcon({ ...quiet, voice: 'failed' })).toBe('failed')
})

test('the reply can be stopped only while there is one', () => {
  const actions = (voice: 'idle' | 'speaking') =>
    trayMenu({ ...quiet, voice }).flatMap((item) => (item.kind === 'action' ? [item.action] : []))
  expect(actions('idle')).toEqual(['open', 'talk', 'settings', 'quit'])
  expect(actions('speaking')).toEqual(['open', 'talk', 'stop-reply', 'settings', 'quit'])
})

test('while listening, the talk entry ends the segment', () => {
  expect(trayMenu({ ...quiet, voice: 'listening' })).toContainEqual({
    kind: 'action',
    action: 'stop-talking',
  })
})
