import { expect, test } from 'vitest'
import { microphoneFailure } from '../../../../../src/renderer/voice/capture/microphone-failure.ts'

test.each([
  ['NotAllowedError', 'MIC_DENIED'],
  ['SecurityError', 'MIC_DENIED'],
  ['NotFoundError', 'MIC_NOT_FOUND'],
  ['OverconstrainedError', 'MIC_NOT_FOUND'],
  ['NotReadableError', 'MIC_IN_USE'],
  ['AbortError', 'MIC_IN_USE'],
  ['InvalidStateError', 'AUDIO_FAILED'],
])('%s is %s', (name, code) => {
  expect(microphoneFailure(new DOMException('why', name))).toMatchObject({ code, message: `${name}: why` })
})

test('what is no error is still a failure', () => {
  expect(microphoneFailure('nothing')).toMatchObject({ code: 'AUDIO_FAILED', message: 'Error: nothing' })
})
