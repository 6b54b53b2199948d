import type { DraftAttachment } from '../../../shared/view.ts'

/** Whether the composer's content can be sent, and if not, why. */
export type Readiness = 'ready' | 'empty' | 'uploading' | 'failed-upload'

/** A message needs words or a file, and all of its files must be at the server. */
export function readiness(text: string, drafts: readonly DraftAttachment[]): Readiness {
  if (drafts.some(({ status }) => status !== 'ready' && status !== 'failed')) return 'uploading'
  if (drafts.some(({ status }) => status === 'failed')) return 'failed-upload'
  return text.trim() === '' && drafts.length === 0 ? 'empty' : 'ready'
}
