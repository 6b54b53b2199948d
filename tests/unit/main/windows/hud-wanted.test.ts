import { expect, test } from 'vitest'
import { hudWanted } from '../../../../src/main/windows/hud-wanted.ts'
import { emptyView } from '../../../integration/renderer/support/views.ts'

const handsFree = { on: true, state: 'waiting' as const, problem: null }

test('the HUD is there while a turn runs', () => {
  for (const voice of ['listening', 'thinking', 'speaking'] as const) {
    expect(hudWanted(emptyView({ voice }), true).shown).toBe(true)
  }
})

test('it stays for a moment after a turn, and longer to say why there was none', () => {
  const after = (voice: 'idle' | 'failed') => hudWanted(emptyView({ voice }), true)
  expect(after('idle').shown).toBe(false)
  expect(after('failed').lingerMs).toBeGreaterThan(after('idle').lingerMs)
})

test('it is always there while the microphone listens by itself', () => {
  expect(hudWanted(emptyView({ handsFree }), true).shown).toBe(true)
})

test('it is never there for those who don’t want it', () => {
  expect(hudWanted(emptyView({ voice: 'speaking', handsFree }), false).shown).toBe(false)
})
