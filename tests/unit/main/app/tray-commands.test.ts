import { expect, test } from 'vitest'
import { createTrayCommands } from '../../../../src/main/app/tray-commands.ts'
import type { TrayCommand } from '../../../../src/main/tray/tray-menu.ts'
import { settings } from '../../../integration/renderer/support/views.ts'

test.each<[TrayCommand, unknown[]]>([
  [{ type: 'open' }, ['show', { view: 'conversation' }]],
  [{ type: 'turn', id: '7' }, ['show', { view: 'conversation', turnId: '7' }]],
  [{ type: 'settings' }, ['show', { view: 'settings' }]],
  [{ type: 'talk' }, ['talk']],
  [{ type: 'interrupt' }, ['interrupt']],
  [{ type: 'hands-free' }, ['hands-free']],
  [{ type: 'mute' }, ['patch', { speaker: { muted: true } }]],
  [{ type: 'microphone', label: 'USB Headset' }, ['patch', { microphone: { label: 'USB Headset' } }]],
  [{ type: 'microphone', label: null }, ['patch', { microphone: { label: null } }]],
  [{ type: 'profile', id: 'home' }, ['select', 'home']],
  [{ type: 'quit' }, ['quit']],
])('%o', (command, call) => {
  const calls: unknown[][] = []
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args])
    }
  const run = createTrayCommands({
    hotkey: { toggle: note('talk') },
    live: { interrupt: note('interrupt') },
    handsFree: { toggle: note('hands-free') },
    settings: { get: () => settings(), patch: note('patch') },
    profiles: { select: note('select') },
    show: note('show'),
    quit: note('quit'),
  })
  run(command)
  expect(calls).toEqual([call])
})
