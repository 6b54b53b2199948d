import type { Failure, FailureCode } from '../../shared/failure.ts'
import type { Notice } from '../../shared/view.ts'

/** Failures that are worth a bar on top of the window, with how loud it is. */
const LOUD: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'MIC_DENIED',
  'MIC_BLOCKED',
  'MIC_UNSUPPORTED',
  'KEYCHAIN_DENIED',
  'DISK_FULL',
  'ASSISTANT_FAILED',
  'OUTBOX_FULL',
])

/** What went as it should, and is only to be known. */
const QUIET: ReadonlySet<FailureCode> = new Set<FailureCode>(['HANDS_FREE_ENDED'])

/** Adds a notice; one of the same code is replaced, so that a repeated failure does not fill the window. */
export function withNotice(notices: readonly Notice[], failure: Failure): Notice[] {
  const kind = LOUD.has(failure.code) ? 'error' : QUIET.has(failure.code) ? 'info' : 'warning'
  return [
    ...notices.filter((notice) => notice.failure.code !== failure.code),
    { id: failure.code, kind, failure },
  ]
}

/** Removes the notice with this id, or of this code: they are the same. */
export function withoutNotice(notices: readonly Notice[], id: string): Notice[] {
  return notices.filter((notice) => notice.id !== id)
}
