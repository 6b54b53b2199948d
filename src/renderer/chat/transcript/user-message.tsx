import { Mic } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TurnView } from '../../../shared/view.ts'
import { scriptOf } from '../../ui/script-of.ts'
import { useText } from '../../ui/text.tsx'
import { Attachments } from './attachments.tsx'
import { clockLength } from './length.ts'

/** What the person typed or said. */
export function UserMessage({ turn }: { turn: TurnView }): ReactNode {
  const t = useText()
  const { kind, text, attachments, audioMs } = turn.input
  const isVoice = kind === 'voice'
  return (
    <div className="user" data-state={turn.state}>
      <h2 className="visually-hidden">{t('turn.you')}</h2>
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
