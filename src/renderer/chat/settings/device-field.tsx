import type { ReactNode } from 'react'
import type { AudioDevice } from '../../../shared/view.ts'
import { SelectField } from '../../ui/components/field.tsx'
import { useText } from '../../ui/text.tsx'

interface DeviceFieldProps {
  label: string
  help?: string
  devices: readonly AudioDevice[]
  chosen: string | null
  onChoose: (label: string | null) => void
}

/** A picker that follows a device by its label. One that is unplugged stays chosen, and is named as such. */
export function DeviceField({ label, help, devices, chosen, onChoose }: DeviceFieldProps): ReactNode {
  const t = useText()
  const names = [...new Set(devices.map((device) => device.label))]
  const missing = chosen !== null && !names.includes(chosen)
  return (
    <SelectField
      label={label}
      help={help}
      // No device is named by the empty text: it stands for the system's default.
      value={chosen ?? ''}
      choices={[
        { value: '', label: t('settings.microphone.systemDefault') },
        ...names.map((name) => ({ value: name, label: name })),
        ...(missing ? [{ value: chosen, label: t('settings.microphone.missing', { name: chosen }) }] : []),
      ]}
      onChoose={(value) => {
        onChoose(value === '' ? null : value)
      }}
    />
  )
}
