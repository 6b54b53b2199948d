import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import { RadioField, SelectField, SwitchField } from '../../ui/components/field.tsx'
import { KEYS_GAP, TextWithKeys } from '../../ui/components/kbd.tsx'
import { useText } from '../../ui/text.tsx'

interface HandsFreeSectionProps {
  chosen: Settings['handsFree']
  accelerator: string
  save: (patch: SettingsPatch) => void
}

/** Pauses to choose from, in ms; 1400 is what AstrBot's own client waits. */
const PAUSES = [800, 1400, 2500]
/** Minutes to choose from; null is never. */
const MINUTES = [5, 10, 30, 60, null]

/** How talking without a key works. It is turned on elsewhere: at the microphone, in the tray, with the talk key. */
export function HandsFreeSection({ chosen, accelerator, save }: HandsFreeSectionProps): ReactNode {
  const t = useText()
  return (
    <>
      <p className="section-intro">
        <TextWithKeys text={t('settings.handsFree.intro', { keys: KEYS_GAP })} accelerator={accelerator} />
      </p>
      <RadioField
        label={t('settings.handsFree.sensitivity')}
        value={chosen.sensitivity}
        choices={[
          { value: 'high', label: t('settings.handsFree.high'), help: t('settings.handsFree.highHelp') },
          {
            value: 'medium',
            label: t('settings.handsFree.medium'),
            help: t('settings.handsFree.mediumHelp'),
          },
          { value: 'low', label: t('settings.handsFree.low'), help: t('settings.handsFree.lowHelp') },
        ]}
        onChoose={(sensitivity) => {
          save({ handsFree: { sensitivity } })
        }}
      />
      <SelectField
        label={t('settings.handsFree.pause')}
        help={t('settings.handsFree.pauseHelp')}
        value={String(chosen.pauseMs)}
        choices={withChosen(PAUSES, chosen.pauseMs).map((ms) => ({
          value: String(ms),
          label: t('settings.handsFree.seconds', { seconds: ms / 1000 }),
        }))}
        onChoose={(ms) => {
          save({ handsFree: { pauseMs: Number(ms) } })
        }}
      />
      <SwitchField
        label={t('settings.handsFree.bargeIn')}
        help={t('settings.handsFree.bargeInHelp')}
        checked={chosen.bargeIn}
        onChange={(bargeIn) => {
          save({ handsFree: { bargeIn } })
        }}
      />
      <SelectField
        label={t('settings.handsFree.offAfter')}
        value={String(chosen.offAfterMinutes)}
        choices={withChosen(MINUTES, chosen.offAfterMinutes).map((minutes) => ({
          value: String(minutes),
          label:
            minutes === null ? t('settings.handsFree.never') : t('settings.handsFree.minutes', { minutes }),
        }))}
        onChoose={(minutes) => {
          save({ handsFree: { offAfterMinutes: minutes === 'null' ? null : Number(minutes) } })
        }}
      />
    </>
  )
}

/** The usual choices, and the present one if it is another: settings can be edited by hand. */
function withChosen<T>(usual: readonly T[], chosen: T): readonly T[] {
  return usual.includes(chosen) ? usual : [chosen, ...usual]
}
