import { CircleStop, Hourglass, Send, TriangleAlert, Volume2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { TurnView } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { FailureText, failureWords, useText } from '../../ui/text.tsx'
import { ComposeStatus } from './compose-status.tsx'
import { hasReply } from './has-reply.ts'
import { Progress } from './progress.tsx'

/** Where a turn is, when that can't be seen from its words: and what the person can do. */
export function TurnStatus({ turn, offline }: { turn: TurnView; offline: boolean }): ReactNode {
  const t = useText()
  const { id, state, failure } = turn
  const { parley } = window
  switch (state) {
    case 'listening':
      return null
    case 'done':
      if (failure) return <Problem failure={failure} isFinal={false} />
      return hasReply(turn) ? null : <p className="turn-note">{t('turn.noReply')}</p>
    case 'sending':
      if (turn.compose && turn.compose.stage !== 'sent')
        return <ComposeStatus turn={turn} compose={turn.compose} />
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
      return failure && <Problem failure={failure} isFinal />
    case 'stalled':
      return (
        <div className="turn-panel" data-tone="warning">
          <Hourglass size={16} aria-hidden />
          <p>
            <strong>{t('turn.stalled')}</strong> {t('turn.stalledHelp')}
          </p>
          <span className="turn-panel-actions">
            <Button look="primary" onClick={() => void parley.invoke('turn.keepWaiting', { turnId: id })}>
              {t('turn.keepWaiting')}
            </Button>
            <Button onClick={() => void parley.invoke('turn.interrupt', undefined)}>{t('turn.stop')}</Button>
            <Button onClick={() => void parley.invoke('connection.restart', undefined)}>
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
            <Button look="primary" onClick={() => void parley.invoke('turn.retry', { turnId: id })}>
              {t('turn.sendAgain')}
            </Button>
            <Button onClick={() => void parley.invoke('turn.discard', { turnId: id })}>
              {t('turn.discard')}
            </Button>
          </span>
        </div>
      )
  }
}

/** A turn that ended with a problem, or (not final) one that was answered in spite of it. */
function Problem({ failure, isFinal }: { failure: Failure; isFinal: boolean }): ReactNode {
  return (
    <div className="turn-panel" data-tone={isFinal ? 'error' : 'warning'}>
      <TriangleAlert size={16} aria-hidden />
      <p>
        <FailureText failure={failure} />
      </p>
    </div>
  )
}
