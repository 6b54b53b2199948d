import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { SoundProcessing } from '../../../shared/view.ts'
import { SwitchField } from '../../ui/components/field.tsx'
import { useText } from '../../ui/text.tsx'

type Name = keyof SoundProcessing['asked']

interface ProcessingFieldsProps {
  chosen: Settings['microphone']
  processing: SoundProcessing | null
  save: (patch: SettingsPatch) => void
}

const FIELDS = [
  { name: 'echoCancellation', label: 'settings.microphone.echo', help: 'settings.microphone.echoHelp' },
  { name: 'noiseSuppression', label: 'settings.microphone.noise', help: null },
  { name: 'autoGainControl', label: 'settings.microphone.gain', help: null },
] as const

/** What is done to the microphone's sound; where the system does something else than it was asked for, that is said. */
export function ProcessingFields({ chosen, processing, save }: ProcessingFieldsProps): ReactNode {
  const t = useText()
  return FIELDS.map(({ name, label, help }) => {
    const difference = differenceOf(name, chosen, processing)
    return (
      <SwitchField
        key={name}
        label={t(label)}
        help={
          difference ? <strong>{t(`settings.microphone.${difference}`)}</strong> : help ? t(help) : undefined
        }
        checked={chosen[name]}
        onChange={(on) => {
          save({ microphone: { [name]: on } })
        }}
      />
    )
  })
}

/** How what is really done differs from what is chosen; null when it doesn't, or when the answer is to an older choice. */
function differenceOf(
  name: Name,
  chosen: Settings['microphone'],
  processing: SoundProcessing | null,
): 'isReallyOff' | 'isReallyOn' | null {
  if (processing?.asked[name] !== chosen[name]) return null
  const isReal = processing.real[name] ?? false
  if (isReal === chosen[name]) return null
  return isReal ? 'isReallyOn' : 'isReallyOff'
}
