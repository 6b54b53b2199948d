import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { DesktopSnapshot } from '../../../shared/view.ts'
import { SwitchField } from '../../ui/components/field.tsx'
import { useText } from '../../ui/text.tsx'

interface GeneralSectionProps {
  desktop: DesktopSnapshot
  settings: Settings
  save: (patch: SettingsPatch) => void
  openAtLogin: (open: boolean) => void
}

/** When Parley is there, and when it makes itself known. */
export function GeneralSection({ desktop, settings, save, openAtLogin }: GeneralSectionProps): ReactNode {
  const t = useText()
  const { keepRunning, notifications } = settings
  const place = desktop.tray === false ? 'minimised' : 'tray'
  return (
    <>
      <SwitchField
        label={t('settings.general.openAtLogin')}
        help={t(`settings.general.openAtLoginHelp.${place}`)}
        checked={desktop.openAtLogin}
        onChange={openAtLogin}
      />
      <SwitchField
        label={t('settings.general.keepRunning')}
        help={t(`settings.general.keepRunningHelp.${place}`)}
        checked={keepRunning}
        onChange={(on) => {
          save({ keepRunning: on })
        }}
      />
      <SwitchField
        label={t('settings.general.notifyReplies')}
        help={t('settings.general.notifyRepliesHelp')}
        checked={notifications.replies}
        onChange={(replies) => {
          save({ notifications: { replies } })
        }}
      />
      {notifications.replies && (
        <SwitchField
          label={t('settings.general.notifyPreview')}
          help={t('settings.general.notifyPreviewHelp')}
          checked={notifications.preview}
          onChange={(preview) => {
            save({ notifications: { preview } })
          }}
        />
      )}
    </>
  )
}
