import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { AudioSnapshot } from '../../../shared/view.ts'
import { useText } from '../../ui/text.tsx'
import { DeviceField } from './device-field.tsx'
import { LevelTest } from './level-test.tsx'
import { MicrophoneProblem } from './microphone-problem.tsx'
import { ProcessingFields } from './processing-fields.tsx'
import { WarmField } from './warm-field.tsx'

interface MicrophoneSectionProps {
  audio: AudioSnapshot
  chosen: Settings['microphone']
  save: (patch: SettingsPatch) => void
}

/** Which microphone, and what is done to its sound. */
export function MicrophoneSection({ audio, chosen, save }: MicrophoneSectionProps): ReactNode {
  const t = useText()
  const { activeInput, problem } = audio
  return (
    <>
      <DeviceField
        label={t('settings.microphone.device')}
        help={
          activeInput === null
            ? t('settings.microphone.closed')
            : t('settings.microphone.inUse', { name: activeInput })
        }
        devices={audio.inputs}
        chosen={chosen.label}
        onChoose={(label) => {
          save({ microphone: { label } })
        }}
      />
      {problem && <MicrophoneProblem problem={problem} />}
      <LevelTest />
      <WarmField chosen={chosen} save={save} />
      <ProcessingFields chosen={chosen} processing={audio.processing} save={save} />
    </>
  )
}
