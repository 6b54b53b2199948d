import type { ReactNode } from 'react'
import type { Failure } from '../../shared/failure.ts'
import { Button } from '../ui/components/button.tsx'
import { useText } from '../ui/text.tsx'

/** Leads to the system's own page on who may use the microphone, where that is what helps and where there is one. */
export function PrivacyButton({ problem }: { problem: Failure }): ReactNode {
  const t = useText()
  const { platform } = window.parley
  if (problem.code !== 'MIC_DENIED' || (platform !== 'darwin' && platform !== 'win32')) return null
  return (
    <Button onClick={() => void window.parley.invoke('microphone.openPrivacy', undefined)}>
      {t('microphone.openPrivacy')}
    </Button>
  )
}
