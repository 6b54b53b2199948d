import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import { SwitchField } from '../../ui/components/field.tsx'
import { useText } from '../../ui/text.tsx'

interface AttachmentsSectionProps {
  chosen: Settings['attachments']
  save: (patch: SettingsPatch) => void
}

/** What is done to pictures before they are sent. */
export function AttachmentsSection({ chosen, save }: AttachmentsSectionProps): ReactNode {
  const t = useText()
  return (
    <>
      <SwitchField
        label={t('settings.attachments.removeMetadata')}
        help={t('settings.attachments.removeMetadataHelp')}
        checked={chosen.removeMetadata}
        onChange={(removeMetadata) => {
          save({ attachments: { removeMetadata } })
        }}
      />
      <SwitchField
        label={t('settings.attachments.scalePictures')}
        help={t('settings.attachments.scalePicturesHelp', { pixels: chosen.maxSide })}
        checked={chosen.scalePictures}
        onChange={(scalePictures) => {
          save({ attachments: { scalePictures } })
        }}
      />
    </>
  )
}
