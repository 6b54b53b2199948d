import { MicOff, Timer } from 'lucide-react'
import type { ReactNode } from 'react'
import { MAX_SEGMENT_MS } from '../../shared/live-api/audio-format.ts'
import type { AppView } from '../../shared/view.ts'
import { Button } from '../ui/components/button.tsx'
import { Sentences, useText } from '../ui/text.tsx'
import { clock, countdown } from '../voice/hud/countdown.ts'
import { useNow } from './use-now.ts'

/** While one talks: that nothing is heard, or that the recording is about to reach its limit. */
export function MicrophoneBar({ view, onSettings }: { view: AppView; onSettings: () => void }): ReactNode {
  const t = useText()
  const turn = view.turns.at(-1)
  const isTalking = view.voice === 'listening' && turn?.state === 'listening'
  const now = useNow(isTalking)
  if (!isTalking) return null
  const { silence, activeInput } = view.audio
  if (silence !== null) {
    const name = activeInput === null ? t('microphone.unnamed') : t('common.quoted', { text: activeInput })
    return (
      <section className="bar" data-tone="warning" role="status">
        <MicOff size={16} aria-hidden />
        <p className="bar-text">
          <Sentences
            parts={[
              <strong key="what">{t(`microphone.${silence}`, { name })}</strong>,
              t('microphone.check'),
            ]}
          />
        </p>
        <span className="bar-actions">
          <Button onClick={onSettings}>{t('microphone.choose')}</Button>
        </span>
      </section>
    )
  }
  const { seconds } = countdown(turn.startedAt + MAX_SEGMENT_MS, now)
  if (seconds === null) return null
  return (
    <section className="bar" data-tone="warning">
      <Timer size={16} aria-hidden />
      <p className="bar-text">{t('microphone.endsSoon', { time: clock(seconds) })}</p>
    </section>
  )
}
