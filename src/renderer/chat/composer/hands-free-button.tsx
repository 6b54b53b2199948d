import { AudioLines } from 'lucide-react'
import type { ReactNode } from 'react'
import type { HandsFreeSnapshot } from '../../../shared/view.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { useText } from '../../ui/text.tsx'

/** Turns hands-free talking on and off. Its name stays the same: whether it is on is its pressed state. */
export function HandsFreeButton({ handsFree }: { handsFree: HandsFreeSnapshot }): ReactNode {
  const t = useText()
  const { on, state } = handsFree
  return (
    <IconButton
      className="hands-free"
      label={t('composer.handsFree')}
      title={t(on ? 'composer.handsFreeOff' : 'composer.handsFreeOn')}
      aria-pressed={on}
      data-state={state}
      onClick={() => void window.parley.invoke('handsFree.set', { on: !on })}
    >
      <AudioLines size={18} aria-hidden />
    </IconButton>
  )
}

/** What the open microphone does, in words, for as long as it is open. */
export function HandsFreeState({ handsFree }: { handsFree: HandsFreeSnapshot }): ReactNode {
  const t = useText()
  const { state } = handsFree
  return (
    <span className="hands-free-state" role="status" data-state={state}>
      {state === 'off' ? '' : t(`handsFree.${state}`)}
    </span>
  )
}
