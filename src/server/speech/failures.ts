import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure, FailureCode } from '../../shared/failure.ts'

/** A failure of the speech engine, ready to be thrown. */
export function speechFailure(
  code: FailureCode,
  message: string,
  retryable = false,
  cause?: unknown,
): FailureError {
  return new FailureError(failure(code, message, retryable), cause === undefined ? undefined : { cause })
}

/** What a job that was aborted rejects with. */
export function cancelled(): FailureError {
  return speechFailure('CANCELLED', 'The work was cancelled')
}

/** Rebuilds a failure that crossed from a worker as a plain value. */
export function fromValue(value: Failure): FailureError {
  return new FailureError(value)
}

/** Throws `CANCELLED` when the signal is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled()
}
