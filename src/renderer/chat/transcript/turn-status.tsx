import { CircleStop, Hourglass, Send, TriangleAlert, Volume2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TurnView } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { FailureText, failureWords, useText } from '../../ui/text.tsx'

/** Where a turn is, when that can't be seen from its words: and what the person can do. */
export function TurnStatus({ turn, offline }: { turn: TurnView; offline: boolean }): ReactNode {
  const t = useText()
  const { id, state, failure } = turn
  const invoke = window.parley.invoke
  switch (state) {
    case 'listening':
    case 'done':
      return failure ? <Problem turn={turn} /> : null
    case 'sending':
      return <Progress text={offline ? t('turn.sendingOffline') : t('turn.sending')} />
    case 'thinking':
      return turn.reply.text === '' ? <Progress text={t('turn.thinking')} /> : null
    case 'speaking':
      return (
        <p className="turn-note turn-speaking">
          <Volume2 size={14} aria-hidden /> {t('turn.speaking')}
        </p>
      )
    case 'interrupted':
      return (
        <p className="turn-note">
          <CircleStop size={14} aria-hidden /> {t('turn.interrupted')}
        </p>
      )
    case 'failed':
      return <Problem turn={turn} />
    case 'stalled':
      return (
        <div className="turn-panel" data-tone="warning">
          <Hourglass size={16} aria-hidden />
          <p>
            <strong>{t('turn.stalled')}</strong> {t('turn.stalledHelp')}
          </p>
          <span className="turn-panel-actions">
            <Button look="primary" onClick={() => void invoke('turn.keepWaiting', { turnId: id })}>
              {t('turn.keepWaiting')}
            </Button>
            <Button onClick={() => void invoke('turn.interrupt', undefined)}>{t('turn.stop')}</Button>
            <Button onClick={() => void invoke('connection.restart', undefined)}>
              {t('turn.newConversation')}
            </Button>
          </span>
        </div>
      )
    case 'unsent':
      return (
        <div className="turn-panel" data-tone="warning">
          <Send size={16} aria-hidden />
          <p>
            <strong>{t('turn.unsent')}</strong> {failure ? failureWords(t, failure) : t('turn.unsentHelp')}
          </p>
          <span className="turn-panel-actions">
            <Button look="primary" onClick={() => void invoke('turn.retry', { turnId: id })}>
              {t('turn.sendAgain')}
            </Button>
            <Button onClick={() => void invoke('turn.discard', { turnId: id })}>{t('turn.discard')}</Button>
          </span>
        </div>
      )
  }
}

function Progress({ text }: { text: string }): ReactNode {
  return (
    <p className="turn-note">
      <span className="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {text}
    </p>
  )
}

function Problem({ turn }: { turn: TurnView }): ReactNode {
  const { failure } = turn
  if (!failure) return null
  return (
    <div className="turn-panel" data-tone={turn.state === 'failed' ? 'error' : 'warning'}>
      <TriangleAlert size={16} aria-hidden />
      <p>
        <FailureText failure={failure} />
      </p>
    </div>
  )
}
