import type { ReactNode } from 'react'
import { useText } from '../../ui/text.tsx'

const BARS = 24
/** From here on the bars say: too loud. */
const LOUD = 0.92

/** How loud it is, 0 to 1, as a row of bars that light up from the left. */
export function Level({ reading }: { reading: number }): ReactNode {
  const t = useText()
  return (
    <div
      className="level"
      role="meter"
      aria-label={t('introduction.microphone.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(reading * 100)}
    >
      {Array.from({ length: BARS }, (_, index) => (
        <i key={index} data-lit={index / BARS < reading} data-loud={index / BARS >= LOUD} />
      ))}
    </div>
  )
}
