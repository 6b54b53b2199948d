import type { ReactNode } from 'react'
import { useText } from '../text.tsx'

const BARS = 24
/** From here on the bars say: too loud. */
const LOUD = 0.92

/** How loud the microphone is, as a row of bars that light up from the left. `reading` is 0 to 1, see `meterReading`. */
export function LevelMeter({ reading }: { reading: number }): ReactNode {
  const t = useText()
  return (
    <div
      className="level-meter"
      role="meter"
      aria-label={t('microphone.level')}
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
