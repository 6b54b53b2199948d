import { useState } from 'react'
import type { ReactNode } from 'react'
import { defaultHotkey } from '../../../shared/default-hotkey.ts'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { HotkeySnapshot } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { RadioField } from '../../ui/components/field.tsx'
import { KEYS_GAP, TextWithKeys } from '../../ui/components/kbd.tsx'
import { FailureText, Sentences, useText } from '../../ui/text.tsx'
import { chooseHotkey } from './choose-hotkey.ts'
import type { HotkeyVerdict } from './choose-hotkey.ts'
import { HotkeyCommand } from './hotkey-command.tsx'
import { HotkeyRecorder } from './hotkey-recorder.tsx'
import { HotkeyTrial } from './hotkey-trial.tsx'

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
  const needsCommand =
    hotkey.trigger === '' || problem?.code === 'HOTKEY_UNSUPPORTED' || problem?.code === 'HOTKEY_REFUSED'
  return (
    <>
      <HotkeyRecorder accelerator={chosen.accelerator} />
      <RestoreDefault chosen={chosen.accelerator} />
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
        <Sentences
          parts={[
            t(`settings.hotkey.${WORKS[mode]}`),
            hotkey.doubleTap && t('settings.hotkey.twoTaps'),
            // The desktop portal shows us the talk key alone.
            mode !== 'none' &&
              t(hotkey.trigger === null ? 'settings.hotkey.escape' : 'settings.hotkey.escapeHere'),
            hotkey.trigger === '' && t('settings.hotkey.triggerUnknown'),
            hotkey.trigger && t('settings.hotkey.trigger', { trigger: hotkey.trigger }),
            problem && <FailureText key="problem" failure={problem} />,
          ]}
        />
      </p>
      {needsCommand && <HotkeyCommand />}
      <HotkeyTrial hotkey={hotkey} />
    </>
  )
}

/** Back to the key that Parley came with; nothing while it is that one. */
function RestoreDefault({ chosen }: { chosen: string }): ReactNode {
  const t = useText()
  const [problem, setProblem] = useState<HotkeyVerdict['failure']>(null)
  const usual = defaultHotkey(window.parley.platform)
  if (chosen === usual) return null
  const restore = async () => {
    const verdict = await chooseHotkey(usual)
    setProblem(verdict.failure)
  }
  return (
    <div>
      <Button look="quiet" onClick={() => void restore()}>
        <TextWithKeys text={t('settings.hotkey.restore', { keys: KEYS_GAP })} accelerator={usual} />
      </Button>
      {problem && (
        <p className="field-error" role="alert">
          <FailureText failure={problem} /> {t('settings.hotkey.oldStays')}
        </p>
      )}
    </div>
  )
}
