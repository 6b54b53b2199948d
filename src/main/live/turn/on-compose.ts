import type { TurnView } from '../../../shared/view.ts'
import { find, patch, show } from './draft.ts'
import type { Draft, EventOf } from './draft.ts'
import { flush, hold } from './outbox-policy.ts'
import type { Turn } from './state.ts'
import { partsOf } from './parts.ts'

/*
 * Speech that goes with files. It is recorded like any other, but stays `here`: voice frames carry no files. Whoever
 * recognises it says how far that is, and in the end it goes out as one text input with the files, or, where there are no
 * words, as the speech that it is.
 */

/** True for speech whose words are being found, or whose files are on their way. */
export function isComposing(turn: Turn): boolean {
  const stage = turn.view.compose?.stage
  return turn.wire === 'here' && !turn.isRecording && (stage === 'recognising' || stage === 'uploading')
}

/** How far it is, and the words as far as they are known. */
export function compose(draft: Draft, { turnId, stage, text, failure }: EventOf<'compose'>): void {
  const turn = find(draft, turnId)
  if (turn?.wire !== 'here' || turn.view.compose === undefined) return
  const input: TurnView['input'] = text === null ? turn.view.input : { ...turn.view.input, text }
  show(draft, turnId, { input, compose: { ...turn.view.compose, stage, failure } })
}

/** Words and files are complete: from here on it is a text input. The outbox keeps the words, and the recording no more. */
export function sendWords(draft: Draft, { turnId, text, attachments }: EventOf<'send-words'>): void {
  const turn = find(draft, turnId)
  if (turn?.wire !== 'here' || turn.isRecording) return
  const { input, compose: before } = turn.view
  patch(draft, turnId, { kind: 'text', parts: partsOf(text, attachments) })
  show(draft, turnId, {
    input: { ...input, text, attachments: [...attachments] },
    ...(before ? { compose: { ...before, stage: 'sent', failure: null } } : {}),
  })
  draft.effects.push({ type: 'persist-words', turnId })
  hold(draft, turnId)
  flush(draft)
}

/** It goes out as speech, without files. */
export function sendSpeech(draft: Draft, turnId: string): void {
  const turn = find(draft, turnId)
  if (turn?.wire !== 'here' || turn.isRecording) return
  const { compose: before } = turn.view
  show(draft, turnId, before ? { compose: { stage: 'sent', drafts: [], failure: null } } : {})
  hold(draft, turnId)
  flush(draft)
}
