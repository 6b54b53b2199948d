import type { ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { FailureText } from '../../ui/text.tsx'
import { PrivacyButton } from '../privacy-button.tsx'

/** What is wrong with the microphone, and the way out. */
export function MicrophoneProblem({ problem }: { problem: Failure }): ReactNode {
  return (
    <div className="hotkey-real microphone-problem" data-tone="warning" role="status">
      <p>
        <FailureText failure={problem} />
      </p>
      <PrivacyButton problem={problem} />
    </div>
  )
}
