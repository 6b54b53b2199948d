import { Mic } from 'lucide-react'
import type { ReactNode } from 'react'
import type { MicrophoneState } from '../../shared/view.ts'
import { useText } from '../ui/text.tsx'

/** Shows that the microphone is open, and since nobody should have to guess: until when, and whether anything is sent. */
export function MicrophoneMark({ microphone }: { microphone: MicrophoneState }): ReactNode {
  const t = useText()
  const { status, until } = microphone
  if (status === 'closed') return null
  const time =
    until === null
      ? null
      : new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'short' }).format(until)
  const text =
    time !== null && status === 'open' ? t('microphone.openUntil', { time }) : t(`microphone.${status}`)
  return (
    <span className="microphone-mark" data-status={status} role="img" aria-label={text} title={text}>
      <Mic size={16} aria-hidden />
    </span>
  )
}
