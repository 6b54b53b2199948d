import { FileWarning, MessageSquareText, MicOff } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { ComposeView, TurnView } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { FailureText, Sentences, useText } from '../../ui/text.tsx'
import { Progress } from './progress.tsx'

/** Where speech is that goes with files, and what the person can do. */
export function ComposeStatus({ turn, compose }: { turn: TurnView; compose: ComposeView }): ReactNode {
  const t = useText()
  const { id } = turn
  const [problem, setProblem] = useState<Failure | null>(null)
  const discard = (
    <Button onClick={() => void window.parley.invoke('turn.discard', { turnId: id })}>
      {t('turn.discard')}
    </Button>
  )
  switch (compose.stage) {
    case 'recognising':
      return <Progress text={t('compose.recognising')} />
    case 'uploading':
      return <Progress text={t('compose.uploading')} />
    case 'upload-failed':
      return (
        <div className="turn-panel" data-tone="warning">
          <FileWarning size={16} aria-hidden />
          <p>
            <strong>{t('compose.uploadFailed')}</strong> {t('compose.uploadFailedHelp')}
          </p>
          <span className="turn-panel-actions">{discard}</span>
        </div>
      )
    case 'review':
      return <Review key={id} turnId={id} words={turn.input.text ?? ''} discard={discard} />
    case 'unrecognised':
      return (
        <div className="turn-panel" data-tone="warning">
          <MicOff size={16} aria-hidden />
          <p>
            <Sentences
              parts={[
                compose.failure && <FailureText key="failure" failure={compose.failure} />,
                t('compose.apartHelp'),
              ]}
            />
            {problem && <FailureText failure={problem} />}
          </p>
          <span className="turn-panel-actions">
            <Button
              look="primary"
              onClick={() => {
                void window.parley.invoke('turn.sendApart', { turnId: id }).then((answer) => {
                  setProblem(answer.ok ? null : answer.error)
                })
              }}
            >
              {t('compose.apart')}
            </Button>
            {discard}
          </span>
        </div>
      )
    case 'recording':
    case 'sent':
      return null
  }
}

/** The words, to be read and mended before they go out. */
function Review({
  turnId,
  words,
  discard,
}: {
  turnId: string
  words: string
  discard: ReactNode
}): ReactNode {
  const t = useText()
  const [text, setText] = useState(words)
  const send = () => {
    if (text.trim() !== '') void window.parley.invoke('turn.sendWords', { turnId, text })
  }
  return (
    <div className="turn-panel compose-review" data-tone="warning">
      <MessageSquareText size={16} aria-hidden />
      <label>
        <strong>{t('compose.review')}</strong>
        <textarea
          className="input"
          rows={2}
          aria-label={t('compose.review')}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            send()
          }}
        />
      </label>
      <span className="turn-panel-actions">
        <Button look="primary" disabled={text.trim() === ''} onClick={send}>
          {t('composer.send')}
        </Button>
        {discard}
      </span>
    </div>
  )
}
