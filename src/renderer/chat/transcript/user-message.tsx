import { Mic } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DraftAttachment, TurnView } from '../../../shared/view.ts'
import { scriptOf } from '../../ui/script-of.ts'
import { useText } from '../../ui/text.tsx'
import { Attachments } from './attachments.tsx'
import { clockLength } from './length.ts'
import { TurnFiles } from './turn-files.tsx'

/** What the person typed or said. `drafts`: files that go with it and are not sent yet. */
export function UserMessage({
  turn,
  drafts,
}: {
  turn: TurnView
  drafts: readonly DraftAttachment[]
}): ReactNode {
  const t = useText()
  const { kind, text, attachments, audioMs } = turn.input
  const isVoice = kind === 'voice'
  return (
    <div className="user" data-state={turn.state}>
      <h2 className="visually-hidden">{t('turn.you')}</h2>
      <TurnFiles turn={turn} drafts={drafts} />
      <Attachments attachments={attachments} />
      {(text !== null || isVoice) && (text !== '' || isVoice) && (
        <div className="user-bubble">
          {isVoice && <Mic className="user-mic" size={14} aria-label={t('turn.voiceMessage')} />}
          <p data-script={text ? scriptOf(text) : undefined}>
            {text === null || text === '' ? voiceText() : text}
          </p>
        </div>
      )}
    </div>
  )

  function voiceText(): string {
    if (turn.state === 'listening') return t('turn.listening')
    return audioMs === null
      ? t('turn.voiceMessage')
      : t('turn.notUnderstood', { length: clockLength(audioMs) })
  }
}
