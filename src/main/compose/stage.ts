import type { Failure } from '../../shared/failure.ts'
import type { ComposeView, DraftAttachment } from '../../shared/view.ts'

/** What is known of speech that goes with files. */
export interface Composing {
  /** The words: null while they are being found. */
  readonly words: string | null
  /** Why there are none. */
  readonly problem: Failure | null
  /** The person has seen the words, or did not ask to. */
  readonly isConfirmed: boolean
}

/** What is next for it; `ready`: words and files go out. */
export function stageOf(
  { words, problem, isConfirmed }: Composing,
  files: readonly Pick<DraftAttachment, 'status'>[],
): Exclude<ComposeView['stage'], 'recording' | 'sent'> | 'ready' {
  if (problem !== null) return 'unrecognised'
  if (words === null) return 'recognising'
  // Files go on arriving while the person reads.
  if (!isConfirmed) return 'review'
  if (files.some(({ status }) => status === 'failed')) return 'upload-failed'
  return files.every(({ status }) => status === 'ready') ? 'ready' : 'uploading'
}
