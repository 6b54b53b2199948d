import { failure, failureCodeSchema } from '../../../shared/failure.ts'
import type { Failure, FailureCode } from '../../../shared/failure.ts'
import { redactText } from '../redact.ts'
import type { InputKind, Turn } from './state.ts'

/** Longest piece of a server's error text that is kept. */
const MAX_ERROR_CHARS = 500

/** What the reference server says when a segment can't be put together: a bad stamp, or no audio. It has no code. */
const ASSEMBLY_FAILED = '音频组装失败'
/** No recogniser is configured there. */
const NO_RECOGNISER = '语音识别服务未配置'

/** An `error` frame, sorted. `refusal`: said instead of serving, so it is not about the turn being served. */
export type ServerError =
  { type: 'busy' } | { type: 'refusal'; kind: InputKind; failure: Failure } | { type: 'turn' }

/** Sorts an `error` frame by whom it can be about. */
export function sortError(data: string, code: string | undefined): ServerError {
  const said = data.slice(0, MAX_ERROR_CHARS)
  if (code === 'SERVER_BUSY' || /^session is busy/i.test(said)) return { type: 'busy' }
  if (code === 'INVALID_MESSAGE_FORMAT' || code === 'INVALID_MESSAGE') {
    return { type: 'refusal', kind: 'text', failure: failure('INVALID_MESSAGE', redactText(said)) }
  }
  if (said.startsWith(ASSEMBLY_FAILED)) {
    return { type: 'refusal', kind: 'voice', failure: failure('PROCESSING_FAILED', redactText(said), true) }
  }
  return { type: 'turn' }
}

/** The failure of a turn that was being served. */
export function turnFailure(turn: Turn | null, data: string, code: string | undefined): Failure {
  const said = redactText(data.slice(0, MAX_ERROR_CHARS))
  // Our own server's, for a segment that is longer than it takes.
  if (code === 'SEGMENT_TOO_LONG') return failure('MESSAGE_TOO_BIG', said)
  const known = failureCodeSchema.safeParse(code)
  if (known.success) return failure(known.data, said, RETRYABLE.has(known.data))
  // Before anything was recognised, what failed is the recognition; the reference server gives no code.
  const inRecognition = turn?.kind === 'voice' && (turn.stage === 'recognising' || turn.stage === 'taken')
  if (inRecognition || said.startsWith(NO_RECOGNISER)) return failure('STT_FAILED', said, true)
  return failure('PROCESSING_FAILED', said, true)
}

const RETRYABLE: ReadonlySet<FailureCode> = new Set([
  'NO_SPEECH',
  'NO_ANSWER',
  'PROCESSING_FAILED',
  'STT_FAILED',
  'TTS_FAILED',
  'SERVER_ERROR',
  'SERVER_CLOSING',
  'TIMEOUT',
  'INTERNAL',
  'ASSISTANT_STARTING',
] satisfies FailureCode[])
