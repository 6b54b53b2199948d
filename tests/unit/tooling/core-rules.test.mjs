// JavaScript, like what it tests: ESLint reads its configuration before anything could strip types.
import { Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import { CORE_FILES, CORE_RULES } from '../../../scripts/lib/core-rules.mjs'

/** Rules that `source` breaks when it stands at `file`. @param {string} source */
function broken(source, file = 'src/main/live/turn/machine.ts') {
  const config = { files: CORE_FILES, languageOptions: { parser: tseslint.parser }, rules: CORE_RULES }
  return new Linter({ configType: 'flat' })
    .verify(source, /** @type {import('eslint').Linter.Config[]} */ ([{ files: ['**/*.ts'] }, config]), file)
    .map((message) => message.ruleId ?? message.message)
}

describe('core code', () => {
  it.each([
    ['Date.now()', 'no-restricted-properties'],
    ['new Date()', 'no-restricted-syntax'],
    ['Date()', 'no-restricted-syntax'],
    ['Math.random()', 'no-restricted-properties'],
    ['performance.now()', 'no-restricted-globals'],
    ['globalThis.performance.now()', 'no-restricted-properties'],
    ['setTimeout(() => {}, 1)', 'no-restricted-globals'],
    ['window.setInterval(() => {}, 1)', 'no-restricted-properties'],
    ['crypto.randomUUID()', 'no-restricted-globals'],
    ["import { randomUUID } from 'node:crypto'", 'no-restricted-imports'],
    ["import { setTimeout } from 'node:timers/promises'", 'no-restricted-imports'],
    ['socket!.close()', 'no-restricted-syntax'],
  ])('must not say %s', (source, rule) => {
    expect(broken(source)).toEqual([rule])
  })

  it.each([
    'new Date(1_700_000_000_000)',
    'clock.now()',
    "import { createHash } from 'node:crypto'",
    'samples[0]!',
    'const setTimeout = () => 1; setTimeout()',
  ])('may say %s', (source) => {
    expect(broken(source)).toEqual([])
  })

  it.each([
    ['src/shared/live-api/limits.ts', true],
    ['src/main/hotkey/gesture.ts', true],
    ['src/main/hotkey/gesture-tap.ts', true],
    ['src/renderer/voice/core/schedule.ts', true],
    ['src/main/live/socket.ts', false],
    ['src/main/hotkey/uiohook.ts', false],
  ])('in %s: %s', (file, isCore) => {
    expect(broken('Date.now()', file)).toEqual(isCore ? ['no-restricted-properties'] : [])
  })
})
