import type { ReactNode } from 'react'
import type { AppView } from '../../../shared/view.ts'
import { Keys } from '../../ui/components/kbd.tsx'
import { FailureText, useText } from '../../ui/text.tsx'

/** The end: how to talk, to be tried at once. What is said and answered shows here. */
export function ReadyStep({ view }: { view: AppView }): ReactNode {
  const t = useText()
  const { mode, accelerator } = view.hotkey
  const turn = view.turns.at(-1)
  const isTalking = view.voice === 'listening'
  return (
    <div className="intro-card intro-ready">
      {mode !== 'none' && (
        <div className="intro-key" data-down={isTalking}>
          <Keys accelerator={accelerator} />
        </div>
      )}
      <p className="intro-ask">{t(`introduction.ready.${mode}`)}</p>
      <p className="intro-question">{t('introduction.ready.question')}</p>
      <div className="intro-answer" role="status" data-voice={view.voice}>
        {!turn ? (
          <p className="intro-waiting">{t('introduction.ready.waiting')}</p>
        ) : (
          <>
            <p className="intro-you">{turn.input.text ?? t(`voice.${view.voice}`)}</p>
            {turn.failure ? (
              <p className="intro-failed">
                <FailureText failure={turn.failure} />
              </p>
            ) : (
              turn.reply.text !== '' && <p>{turn.reply.text}</p>
            )}
          </>
        )}
      </div>
    </div>
  )
}
