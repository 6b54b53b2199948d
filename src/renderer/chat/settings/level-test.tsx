import { useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/components/button.tsx'
import { LevelMeter } from '../../ui/components/level-meter.tsx'
import { meterReading } from '../../ui/meter-reading.ts'
import { useMicrophoneLevel } from '../../ui/microphone-level.ts'
import { useText } from '../../ui/text.tsx'

/** A button that opens the microphone, and a meter that shows what it hears: nothing is sent or stored. */
export function LevelTest(): ReactNode {
  const t = useText()
  const [on, setOn] = useState(false)
  const peak = useMicrophoneLevel(on)
  return (
    <div className="field">
      <div className="level-test">
        <Button
          onClick={() => {
            setOn(!on)
          }}
        >
          {t(on ? 'settings.microphone.testStop' : 'settings.microphone.test')}
        </Button>
        <LevelMeter reading={meterReading(peak ?? 0)} />
      </div>
      <div className="field-help">
        <p>{t(on ? 'settings.microphone.testing' : 'settings.microphone.testHelp')}</p>
      </div>
    </div>
  )
}
