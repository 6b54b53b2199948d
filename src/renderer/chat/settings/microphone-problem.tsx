import type { ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { Button } from '../../ui/components/button.tsx'
import { FailureText, useText } from '../../ui/text.tsx'

/** What is wrong with the microphone, with a way to the system's own page where that is what helps and where there is one. */
export function MicrophoneProblem({ problem }: { problem: Failure }): ReactNode {
  const t = useText()
  const hasPage = window.parley.platform === 'darwin' || window.parley.platform === 'win32'
  return (
    <div className="hotkey-real microphone-problem" data-tone="warning" role="status">
      <p>
        <FailureText failure={problem} />
      </p>
      {problem.code === 'MIC_DENIED' && hasPage && (
        <Button onClick={() => void window.parley.invoke('microphone.openPrivacy', undefined)}>
          {t('settings.microphone.openPrivacy')}
        </Button>
      )}
    </div>
  )
}
