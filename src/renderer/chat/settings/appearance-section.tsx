import type { ReactNode } from 'react'
import { LANGUAGE_NAMES } from '../../../shared/i18n/messages.ts'
import type { HudPlace, Settings, SettingsPatch } from '../../../shared/settings.ts'
import { SelectField, SwitchField } from '../../ui/components/field.tsx'
import { useText } from '../../ui/text.tsx'

/** In the order of the list; a place of one's own comes with dragging. */
const PLACES: readonly HudPlace[] = [
  'bottom',
  'top',
  'bottom-left',
  'bottom-right',
  'top-left',
  'top-right',
  'custom',
]

interface AppearanceSectionProps {
  settings: Settings
  save: (patch: SettingsPatch) => void
}

/** How Parley looks. */
export function AppearanceSection({ settings, save }: AppearanceSectionProps): ReactNode {
  const t = useText()
  return (
    <>
      <SelectField
        label={t('settings.appearance.theme')}
        value={settings.theme}
        choices={[
          { value: 'system', label: t('settings.appearance.system') },
          { value: 'light', label: t('settings.appearance.light') },
          { value: 'dark', label: t('settings.appearance.dark') },
        ]}
        onChoose={(theme) => {
          save({ theme })
        }}
      />
      <SelectField
        label={t('settings.appearance.language')}
        value={settings.language}
        choices={[
          { value: 'system', label: t('settings.appearance.system') },
          { value: 'en', label: LANGUAGE_NAMES.en },
          { value: 'zh-CN', label: LANGUAGE_NAMES['zh-CN'] },
        ]}
        onChoose={(language) => {
          save({ language })
        }}
      />
      <SwitchField
        label={t('settings.appearance.showHud')}
        help={t('settings.appearance.showHudHelp')}
        checked={settings.showHud}
        onChange={(showHud) => {
          save({ showHud })
        }}
      />
      {settings.showHud && (
        <SelectField
          label={t('settings.appearance.hudPlace')}
          help={t('settings.appearance.hudPlaceHelp')}
          value={settings.hud.place}
          choices={PLACES.filter((place) => place !== 'custom' || settings.hud.place === 'custom').map(
            (place) => ({ value: place, label: t(`settings.appearance.hudPlaces.${place}`) }),
          )}
          onChoose={(place) => {
            save({ hud: { place } })
          }}
        />
      )}
    </>
  )
}
