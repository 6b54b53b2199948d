import type { ReactNode } from 'react'
import { DEFAULT_HOTKEY } from '../../../shared/default-hotkey.ts'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { HotkeySnapshot } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { RadioField } from '../../ui/components/field.tsx'
import { KEYS_GAP, TextWithKeys } from '../../ui/components/kbd.tsx'
import { FailureText, useText } from '../../ui/text.tsx'
import { HotkeyRecorder } from './hotkey-recorder.tsx'

interface HotkeySectionProps {
  hotkey: HotkeySnapshot
  chosen: Settings['hotkey']
  save: (patch: SettingsPatch) => void
}

const WORKS = { hold: 'worksAsHold', toggle: 'worksAsToggle', none: 'worksNot' } as const

/** The talk key: which one, how it should work, and how it really works here. */
export function HotkeySection({ hotkey, chosen, save }: HotkeySectionProps): ReactNode {
  const t = useText()
  const { mode, problem } = hotkey
  return (
    <>
      <HotkeyRecorder
        accelerator={chosen.accelerator}
        onChoose={(accelerator) => {
          save({ hotkey: { accelerator } })
        }}
      />
      {chosen.accelerator !== DEFAULT_HOTKEY && (
        <div>
          <Button
            look="quiet"
            onClick={() => {
              save({ hotkey: { accelerator: DEFAULT_HOTKEY } })
            }}
          >
            <TextWithKeys
              text={t('settings.hotkey.restore', { keys: KEYS_GAP })}
              accelerator={DEFAULT_HOTKEY}
            />
          </Button>
        </div>
      )}
      <RadioField
        label={t('settings.hotkey.mode')}
        value={chosen.mode}
        choices={[
          { value: 'hold', label: t('settings.hotkey.hold'), help: t('settings.hotkey.holdHelp') },
          { value: 'toggle', label: t('settings.hotkey.toggle'), help: t('settings.hotkey.toggleHelp') },
        ]}
        onChoose={(next) => {
          save({ hotkey: { mode: next } })
        }}
      />
      <p className="hotkey-real" data-tone={problem ? 'warning' : 'good'} role="status">
        {t(`settings.hotkey.${WORKS[mode]}`)}
        {problem && (
          <>
            {' '}
            <FailureText failure={problem} />
          </>
        )}
      </p>
    </>
  )
}
