import { z } from 'zod'

/**
 * Every way in which Parley can fail, named. A code is what logic branches on and what the interface translates;
 * `message` is for logs and for people whose language we lack. Grouped by the part that raises it.
 */
export const FAILURE_CODES = [
  // Reaching the server
  'NETWORK_UNREACHABLE',
  'CONNECTION_REFUSED',
  'DNS_FAILED',
  'TLS_FAILED',
  'TIMEOUT',
  'CONNECTION_LOST',
  'HEARTBEAT_LOST',
  'SERVER_ERROR',
  'SERVER_CLOSING',
  // Signing in
  'NO_CREDENTIAL',
  'UNAUTHORIZED',
  'FORBIDDEN_SCOPE',
  'BAD_USER',
  'BAD_PASSWORD',
  'TOKEN_EXPIRED',
  // What the server is
  'BAD_ADDRESS',
  'NO_LIVE_ENDPOINT',
  'NOT_ASTRBOT',
  'REDIRECTED',
  'PROTOCOL_ERROR',
  'MESSAGE_TOO_BIG',
  // A turn
  'NO_SPEECH',
  'NO_ANSWER',
  'SERVER_BUSY',
  'INVALID_MESSAGE',
  'PROCESSING_FAILED',
  'STT_FAILED',
  'STT_LANGUAGE',
  'TTS_FAILED',
  'TTS_UNSUPPORTED_TEXT',
  'AUDIO_UNDECODABLE',
  'INTERRUPTED',
  'OUTBOX_FULL',
  // Microphone and speaker
  'MIC_DENIED',
  'MIC_BLOCKED',
  'MIC_NOT_FOUND',
  'MIC_IN_USE',
  'MIC_UNSUITABLE',
  'MIC_FAILED',
  'MIC_UNSUPPORTED',
  'MIC_LOST',
  'MIC_SILENT',
  'AUDIO_FAILED',
  'SPEAKER_LOST',
  'HANDS_FREE_ENDED',
  // Files
  'FILE_NOT_FOUND',
  'FILE_UNREADABLE',
  'FILE_TOO_BIG',
  'FILE_EMPTY',
  'FILE_CHANGED',
  'FILE_IS_FOLDER',
  'FILE_IS_SPECIAL',
  'FILE_METADATA',
  'FILE_RECOVERED',
  'TOO_MANY_FILES',
  'UPLOAD_FAILED',
  'DOWNLOAD_FAILED',
  'FILE_UNSAFE',
  'OPEN_FAILED',
  'SAVE_FAILED',
  'UNSUPPORTED_ATTACHMENT',
  // The desktop
  'KEYCHAIN_UNAVAILABLE',
  'KEYCHAIN_DENIED',
  'SETTINGS_DAMAGED',
  'SETTINGS_NOT_SAVED',
  'DRAFTS_DAMAGED',
  'DISK_FULL',
  'TRAY_UNAVAILABLE',
  'LOGIN_ITEM_FAILED',
  'HOTKEY_CONFLICT',
  'HOTKEY_DENIED',
  'HOTKEY_REFUSED',
  'HOTKEY_LOST',
  'HOTKEY_UNSUPPORTED',
  'HOTKEY_INVALID',
  'HOTKEY_RESERVED',
  // The local assistant
  'ASSISTANT_FAILED',
  'ASSISTANT_STARTING',
  'MODELS_MISSING',
  'MODELS_INVALID',
  // Inside Parley
  'INVALID_INPUT',
  'NOT_FOUND',
  'CANCELLED',
  'FORBIDDEN_SENDER',
  'INTERNAL',
] as const

export const failureCodeSchema = z.enum(FAILURE_CODES)
/** The name of one kind of failure. */
export type FailureCode = z.infer<typeof failureCodeSchema>

/** A failure as a value: it can be stored, sent to a window, translated and tested. */
export const failureSchema = z.object({
  code: failureCodeSchema,
  /** English, for logs and as a fallback. Never holds a key, a token or a whole URL with a query. */
  message: z.string(),
  /** True when doing the same thing again may work without the person changing anything. */
  retryable: z.boolean(),
})
export type Failure = z.infer<typeof failureSchema>

/** Makes a failure value. */
export function failure(code: FailureCode, message: string, retryable = false): Failure {
  return { code, message, retryable }
}

/** An `Error` that carries a `Failure`, for code that has to throw across a library. */
export class FailureError extends Error {
  readonly failure: Failure
  constructor(value: Failure, options?: ErrorOptions) {
    super(value.message, options)
    this.name = 'FailureError'
    this.failure = value
  }
}

/** Turns anything that was thrown into a failure; unknown errors become `INTERNAL`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure
  if (thrown instanceof Error) return failure('INTERNAL', thrown.message)
  return failure('INTERNAL', String(thrown))
}
