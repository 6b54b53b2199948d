import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import { SelectField } from '../../ui/components/field.tsx'
import { useText } from '../../ui/text.tsx'

interface WarmFieldProps {
  chosen: Settings['microphone']
  save: (patch: SettingsPatch) => void
}

/** Times that are offered, in minutes. */
const MINUTES = [1, 5, 15, 30]

/** How long the microphone stays open after a turn. */
export function WarmField({ chosen, save }: WarmFieldProps): ReactNode {
  const t = useText()
  // A time that was set by hand in the file is one of the choices too.
  const minutes = [...new Set([...MINUTES, chosen.warmMinutes])].sort((a, b) => a - b)
  return (
    <SelectField
      label={t('settings.microphone.warm')}
      help={t('settings.microphone.warmHelp')}
      value={chosen.warm === 'after-use' ? String(chosen.warmMinutes) : chosen.warm}
      choices={[
        { value: 'always', label: t('settings.microphone.warmAlways') },
        ...minutes.map((each) => ({
          value: String(each),
          label: t('settings.microphone.warmAfterUse', { minutes: each }),
        })),
        { value: 'never', label: t('settings.microphone.warmNever') },
      ]}
      onChoose={(value) => {
        if (value === 'always' || value === 'never') save({ microphone: { warm: value } })
        else save({ microphone: { warm: 'after-use', warmMinutes: Number(value) } })
      }}
    />
  )
}
