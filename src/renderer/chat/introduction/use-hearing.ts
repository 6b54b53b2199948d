import { useEffect, useState } from 'react'
import { meterReading } from '../../ui/meter-reading.ts'
import { useMicrophoneLevel } from '../../ui/microphone-level.ts'
import { hear, NOTHING_HEARD } from './hearing.ts'
import type { Hearing } from './hearing.ts'

/** Keeps the microphone open and says what is heard, until the part that uses this goes away. Another one begins anew. */
export function useHearing(device: string | null): Hearing {
  const [last, setLast] = useState({ device, hearing: NOTHING_HEARD })
  useMicrophoneLevel(true)
  useEffect(
    () =>
      window.parley.on('microphone.level', ({ peak }) => {
        setLast((before) => {
          const known = before.device === device ? before.hearing : NOTHING_HEARD
          return { device, hearing: hear(known, meterReading(peak)) }
        })
      }),
    [device],
  )
  return last.device === device ? last.hearing : NOTHING_HEARD
}
