import type { Failure } from '../../../shared/failure.ts'

/**
 * Names what `getUserMedia` threw. The names are those of the Media Capture specification, section 10.3.1, and Chromium's use
 * of them: it tells a refusal by the system from one by the page's own browser only in the message, and NotReadable is a device
 * that another program holds or that the system keeps from us.
 */
export function microphoneFailure(thrown: unknown): Failure {
  const isError = thrown instanceof Error || thrown instanceof DOMException
  const name = isError ? thrown.name : ''
  const text = isError ? thrown.message : String(thrown)
  const message = `${name || 'Error'}: ${text}`
  switch (name) {
    case 'NotAllowedError':
      return /by system/i.test(text)
        ? { code: 'MIC_DENIED', message, retryable: false }
        : { code: 'MIC_BLOCKED', message, retryable: false }
    case 'SecurityError':
      return { code: 'MIC_BLOCKED', message, retryable: false }
    case 'NotFoundError':
      return { code: 'MIC_NOT_FOUND', message, retryable: true }
    case 'OverconstrainedError':
      return isAboutDevice(thrown)
        ? { code: 'MIC_NOT_FOUND', message, retryable: true }
        : { code: 'MIC_UNSUITABLE', message, retryable: true }
    case 'NotReadableError':
      return { code: 'MIC_IN_USE', message, retryable: true }
    case 'AbortError':
      return { code: 'MIC_FAILED', message, retryable: true }
    case 'TypeError':
    case 'NotSupportedError':
      return { code: 'MIC_UNSUPPORTED', message, retryable: false }
    default:
      return { code: 'AUDIO_FAILED', message, retryable: true }
  }
}

/** The only thing that we ask for and can't do without is a certain device: it is gone. */
function isAboutDevice(thrown: unknown): boolean {
  return Reflect.get(Object(thrown) as object, 'constraint') === 'deviceId'
}

/** The chosen or only microphone went away. */
export function microphoneLost(what: string): Failure {
  return { code: 'MIC_LOST', message: what, retryable: true }
}
