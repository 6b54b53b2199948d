import type { ReactNode } from 'react'
import { meterReading } from '../meter-reading.ts'

/** How loud the microphone is. `peak` is 0 to 1 of full scale; null: nothing is known yet. */
export function LevelMeter({ label, peak }: { label: string; peak: number | null }): ReactNode {
  const reading = meterReading(peak ?? 0)
  return (
    <div
      className="level-meter"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(reading * 100)}
    >
      <div className="level-meter-bar" style={{ transform: `scaleX(${reading.toFixed(3)})` }} />
    </div>
  )
}
