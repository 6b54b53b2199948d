import type { Failure } from '../../../shared/failure.ts'

/**
 * Names what `getUserMedia` threw. The names are those of the Media Capture specification, section 10.3.1, and Chromium's
 * use of them: NotReadable is a device that another program holds or that the system keeps from us.
 */
export function microphoneFailure(thrown: unknown): Failure {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : ''
  const message = thrown instanceof Error || thrown instanceof DOMException ? thrown.message : String(thrown)
  const detail = `${name || 'Error'}: ${message}`
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return { code: 'MIC_DENIED', message: detail, retryable: false }
    case 'NotFoundError':
    case 'OverconstrainedError':
      return { code: 'MIC_NOT_FOUND', message: detail, retryable: true }
    case 'NotReadableError':
    case 'AbortError':
      return { code: 'MIC_IN_USE', message: detail, retryable: true }
    default:
      return { code: 'AUDIO_FAILED', message: detail, retryable: true }
  }
}

/** The chosen or only microphone went away. */
export function microphoneLost(what: string): Failure {
  return { code: 'MIC_LOST', message: what, retryable: true }
}
