import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { AudioSnapshot } from '../../../shared/view.ts'
import { SwitchField } from '../../ui/components/field.tsx'
import { useText } from '../../ui/text.tsx'
import { DeviceField } from './device-field.tsx'

interface SpeakerSectionProps {
  audio: AudioSnapshot
  chosen: Settings['speaker']
  sounds: Settings['sounds']
  save: (patch: SettingsPatch) => void
}

/** Which speaker, how loud, and whether the interface makes sounds. */
export function SpeakerSection({ audio, chosen, sounds, save }: SpeakerSectionProps): ReactNode {
  const t = useText()
  return (
    <>
      <DeviceField
        label={t('settings.speaker.device')}
        devices={audio.outputs}
        chosen={chosen.label}
        onChoose={(label) => {
          save({ speaker: { label } })
        }}
      />
      <VolumeField
        label={t('settings.speaker.volume')}
        volume={chosen.volume}
        onChange={(volume) => {
          save({ speaker: { volume } })
        }}
      />
      <SwitchField
        label={t('settings.speaker.mute')}
        checked={chosen.muted}
        onChange={(muted) => {
          save({ speaker: { muted } })
        }}
      />
      <SwitchField
        label={t('settings.speaker.sounds')}
        help={t('settings.speaker.soundsHelp')}
        checked={sounds.on}
        onChange={(on) => {
          save({ sounds: { on } })
        }}
      />
      {sounds.on && (
        <>
          <SwitchField
            label={t('settings.speaker.soundsStart')}
            help={t('settings.speaker.soundsStartHelp')}
            checked={sounds.start}
            onChange={(start) => {
              save({ sounds: { start } })
            }}
          />
          <VolumeField
            label={t('settings.speaker.soundsVolume')}
            volume={sounds.volume}
            onChange={(volume) => {
              save({ sounds: { volume } })
            }}
          />
        </>
      )}
    </>
  )
}

/** Saved when the slider is let go: not with each step of a drag. */
function VolumeField({
  label,
  volume,
  onChange,
}: {
  label: string
  volume: number
  onChange: (volume: number) => void
}): ReactNode {
  const id = useId()
  const [dragged, setDragged] = useState<number | null>(null)
  const percent = Math.round((dragged ?? volume) * 100)
  const commit = () => {
    if (dragged === null) return
    onChange(dragged)
    setDragged(null)
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="volume">
        <input
          id={id}
          type="range"
          min={0}
          max={100}
          value={percent}
          onChange={(event) => {
            setDragged(Number(event.target.value) / 100)
          }}
          onPointerUp={commit}
          onKeyUp={commit}
          onBlur={commit}
        />
        <output htmlFor={id}>{percent} %</output>
      </div>
    </div>
  )
}
