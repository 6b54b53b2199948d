import { claimedByAll } from '../../../shared/claimed-drafts.ts'
import type { AppView, DraftAttachment } from '../../../shared/view.ts'

/** Files that go with the next message: those that go with what was said already are not among them. */
export function freeDrafts({ drafts, turns }: Pick<AppView, 'drafts' | 'turns'>): readonly DraftAttachment[] {
  const claimed = claimedByAll(turns)
  return drafts.filter(({ id }) => !claimed.has(id))
}

/**
 * True for a message that AstrBot's server answers with nothing: sound or video alone, without words or anything else. People
 * are told before they send it.
 */
export function isUnheard(
  text: string,
  drafts: readonly Pick<DraftAttachment, 'kind'>[],
  server: { kind: 'parley' | 'astrbot' | 'unknown' } | null,
): boolean {
  const isMedia = drafts.length > 0 && drafts.every(({ kind }) => kind === 'record' || kind === 'video')
  return isMedia && text.trim() === '' && server?.kind !== 'parley'
}
