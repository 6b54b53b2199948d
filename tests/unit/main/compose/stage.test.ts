import { expect, test } from 'vitest'
import { isRecognised } from '../../../../src/main/compose/language.ts'
import { stageOf } from '../../../../src/main/compose/stage.ts'
import { failure } from '../../../../src/shared/failure.ts'

const known = { words: 'Hello', problem: null, isConfirmed: true }

test.each([
  ['recognising', { ...known, words: null }, ['ready']],
  ['unrecognised', { ...known, words: null, problem: failure('NO_SPEECH', 'none') }, ['ready']],
  ['review', { ...known, isConfirmed: false }, ['uploading']],
  ['upload-failed', known, ['ready', 'failed']],
  ['uploading', known, ['ready', 'waiting']],
  ['ready', known, ['ready', 'ready']],
  ['ready', known, []],
] as const)('%s', (stage, composing, statuses) => {
  expect(
    stageOf(
      composing,
      statuses.map((status) => ({ status })),
    ),
  ).toBe(stage)
})

test.each([
  ['interface', 'en', undefined, true],
  ['interface', 'zh-CN', undefined, false],
  ['en', 'zh-CN', undefined, true],
  ['zh-CN', 'en', undefined, false],
  ['zh-CN', 'zh-CN', { sttModelDir: '/models/sense-voice' }, true],
  ['zh-CN', 'en', { chat: {} }, false],
] as const)('spoken %s with an interface in %s', (spoken, shown, config, expected) => {
  expect(isRecognised(spoken, shown, config)).toBe(expected)
})
