import type { DraftAttachment, DraftNote } from '../../shared/view.ts'
import { isUnreached } from './queue/retry.ts'
import type { Draft, QueueState } from './queue/state.ts'

/** The chosen profile's drafts, as windows see them. */
export function draftViews(state: QueueState): DraftAttachment[] {
  return state.drafts
    .filter(({ profileId }) => profileId === state.profileId)
    .map((draft) => draftView(draft, state.isOnline))
}

function draftView(draft: Draft, isOnline: boolean): DraftAttachment {
  const { id, name, alt, facts, stamp, phase } = draft
  return {
    id,
    name,
    alt,
    kind: phase.at === 'ready' ? phase.kind : (facts?.kind ?? 'file'),
    size: stamp?.size ?? 0,
    contentType: facts?.contentType ?? null,
    status: phase.at === 'scaling' ? 'preparing' : phase.at,
    waitsFor: waitsFor(draft, isOnline),
    progress: phase.at === 'ready' ? 1 : phase.at === 'uploading' ? phase.progress : 0,
    picture: facts?.picture ?? null,
    scaleTo: phase.at === 'scaling' ? phase.maxSide : null,
    notes: notesOf(draft),
    failure: phase.at === 'failed' || phase.at === 'waiting' ? phase.failure : null,
  }
}

function waitsFor({ phase }: Draft, isOnline: boolean): DraftAttachment['waitsFor'] {
  if (phase.at !== 'waiting') return null
  if (!isOnline || (phase.failure && isUnreached(phase.failure))) return 'network'
  return phase.until === null ? 'turn' : 'retry'
}

function notesOf({ facts, isStripped, copy, isAsIs }: Draft): DraftNote[] {
  const notes: DraftNote[] = []
  if (facts?.differs) notes.push('type-differs')
  if (copy !== null) notes.push('scaled')
  else if (isStripped) notes.push('metadata-removed')
  else if (isAsIs && facts?.metadata === 'stuck') notes.push('metadata-kept')
  return notes
}
