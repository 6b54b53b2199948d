import { expect, test } from 'vitest'
import { microphoneFailure } from '../../../../../src/renderer/voice/capture/microphone-failure.ts'

test.each([
  ['NotAllowedError', 'Permission denied by system', 'MIC_DENIED'],
  ['NotAllowedError', 'Permission denied', 'MIC_BLOCKED'],
  ['SecurityError', 'why', 'MIC_BLOCKED'],
  ['NotFoundError', 'Requested device not found', 'MIC_NOT_FOUND'],
  ['OverconstrainedError', 'why', 'MIC_UNSUITABLE'],
  ['NotReadableError', 'Could not start audio source', 'MIC_IN_USE'],
  ['AbortError', 'why', 'MIC_FAILED'],
  ['NotSupportedError', 'why', 'MIC_UNSUPPORTED'],
  ['InvalidStateError', 'why', 'AUDIO_FAILED'],
])('%s (%s) is %s', (name, text, code) => {
  expect(microphoneFailure(new DOMException(text, name))).toMatchObject({
    code,
    message: `${name}: ${text}`,
  })
})

test('a device id that is not there is a microphone that is not there', () => {
  const thrown = Object.assign(new DOMException('', 'OverconstrainedError'), { constraint: 'deviceId' })
  expect(microphoneFailure(thrown)).toMatchObject({ code: 'MIC_NOT_FOUND', retryable: true })
})

test('a browser that lacks what recording needs is named', () => {
  expect(microphoneFailure(new TypeError('x is not a constructor'))).toMatchObject({
    code: 'MIC_UNSUPPORTED',
    retryable: false,
  })
})

test('what is no error is still a failure', () => {
  expect(microphoneFailure('nothing')).toMatchObject({ code: 'AUDIO_FAILED', message: 'Error: nothing' })
})
