import { Check, Mic } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { AudioSnapshot } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { LevelMeter } from '../../ui/components/level-meter.tsx'
import { useText } from '../../ui/text.tsx'
import { DeviceField } from '../settings/device-field.tsx'
import { MicrophoneProblem } from '../settings/microphone-problem.tsx'
import { useHearing } from './use-hearing.ts'

interface MicrophoneStepProps {
  audio: AudioSnapshot
  chosen: Settings['microphone']
  save: (patch: SettingsPatch) => void
}

/** Nothing was heard for so long, in ms: then it is said what may be wrong. */
const HINT_AFTER_MS = 6000

/** The microphone: the system asks for leave here, and what is said moves the level. */
export function MicrophoneStep({ audio, chosen, save }: MicrophoneStepProps): ReactNode {
  const t = useText()
  const { reading, heard } = useHearing(chosen.label)
  const isLate = useLate(HINT_AFTER_MS)
  return (
    <>
      <div className="intro-card">
        {audio.problem ? (
          <div className="intro-problem">
            <MicrophoneProblem problem={audio.problem} />
            <Button onClick={() => void window.parley.invoke('microphone.watch', { on: true })}>
              {t('introduction.microphone.again')}
            </Button>
          </div>
        ) : (
          <>
            <LevelMeter reading={reading} />
            <p className="intro-state" data-tone={heard ? 'good' : 'plain'} role="status">
              {heard ? <Check size={16} aria-hidden /> : <Mic size={16} aria-hidden />}
              {t(
                heard
                  ? 'introduction.microphone.heard'
                  : audio.activeInput === null
                    ? 'introduction.microphone.asking'
                    : isLate
                      ? 'introduction.microphone.nothing'
                      : 'introduction.microphone.speak',
              )}
            </p>
          </>
        )}
        <DeviceField
          label={t('settings.microphone.device')}
          help={audio.activeInput === null ? '' : t('settings.microphone.inUse', { name: audio.activeInput })}
          devices={audio.inputs}
          chosen={chosen.label}
          onChoose={(label) => {
            save({ microphone: { label } })
          }}
        />
      </div>
      <p className="intro-note">{t('introduction.microphone.privacy')}</p>
    </>
  )
}

/** True from `ms` after the part that uses this came up. */
function useLate(ms: number): boolean {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setIsLate(true)
    }, ms)
    return () => {
      window.clearTimeout(timer)
    }
  }, [ms])
  return isLate
}
