import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { AudioSnapshot } from '../../../shared/view.ts'
import { SwitchField } from '../../ui/components/field.tsx'
import { FailureText, useText } from '../../ui/text.tsx'
import { DeviceField } from './device-field.tsx'

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
      {problem ? (
        <p className="hotkey-real" data-tone="warning" role="status">
          <FailureText failure={problem} />
        </p>
      ) : (
        <p className="section-intro">{t('settings.microphone.levelHint')}</p>
      )}
      <SwitchField
        label={t('settings.microphone.warm')}
        help={t('settings.microphone.warmHelp')}
        checked={chosen.warm}
        onChange={(warm) => {
          save({ microphone: { warm } })
        }}
      />
      <SwitchField
        label={t('settings.microphone.echo')}
        help={t('settings.microphone.echoHelp')}
        checked={chosen.echoCancellation}
        onChange={(echoCancellation) => {
          save({ microphone: { echoCancellation } })
        }}
      />
      <SwitchField
        label={t('settings.microphone.noise')}
        checked={chosen.noiseSuppression}
        onChange={(noiseSuppression) => {
          save({ microphone: { noiseSuppression } })
        }}
      />
      <SwitchField
        label={t('settings.microphone.gain')}
        checked={chosen.autoGainControl}
        onChange={(autoGainControl) => {
          save({ microphone: { autoGainControl } })
        }}
      />
    </>
  )
}
