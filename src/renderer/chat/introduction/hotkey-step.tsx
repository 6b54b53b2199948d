import { Check } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { HotkeyTest } from '../../../shared/hotkey.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { HotkeySnapshot } from '../../../shared/view.ts'
import { Keys } from '../../ui/components/kbd.tsx'
import { FailureText, Sentences, useText } from '../../ui/text.tsx'
import { HotkeyRecorder } from '../settings/hotkey-recorder.tsx'

interface HotkeyStepProps {
  hotkey: HotkeySnapshot
  chosen: Settings['hotkey']
}

/** The talk key: what it is, and that pressing it arrives. While this shows, it does nothing else. */
export function HotkeyStep({ hotkey, chosen }: HotkeyStepProps): ReactNode {
  const t = useText()
  const { test, wasPressed } = useKeyTest()
  const { mode, problem } = hotkey
  const isDown = test !== null && test.phase !== 'up' && test.gesture === null
  return (
    <>
      <div className="intro-card">
        <div className="intro-key" data-down={isDown}>
          <Keys accelerator={chosen.accelerator} />
        </div>
        {mode !== 'none' && (
          <p className="intro-state" data-tone={wasPressed ? 'good' : 'plain'} role="status">
            {wasPressed && <Check size={16} aria-hidden />}
            {t(
              isDown
                ? 'introduction.hotkey.down'
                : test?.gesture === 'tap' || test?.gesture === 'double-tap'
                  ? 'introduction.hotkey.tapped'
                  : wasPressed
                    ? 'introduction.hotkey.works'
                    : 'introduction.hotkey.press',
            )}
          </p>
        )}
        {(problem ?? mode !== 'hold') && (
          <p className="hotkey-real" data-tone="warning" role="status">
            <Sentences
              parts={[
                mode === 'none' && t('settings.hotkey.worksNot'),
                mode === 'toggle' && t('introduction.hotkey.noHold'),
                problem && <FailureText key="problem" failure={problem} />,
              ]}
            />
          </p>
        )}
        <HotkeyRecorder accelerator={chosen.accelerator} />
      </div>
      {mode === 'hold' && <p className="intro-note">{t('introduction.hotkey.tap')}</p>}
    </>
  )
}

/** Follows the talk key while it is tried. */
function useKeyTest(): { test: HotkeyTest | null; wasPressed: boolean } {
  const [test, setTest] = useState<HotkeyTest | null>(null)
  useEffect(() => {
    const stop = window.parley.on('hotkey.test', setTest)
    void window.parley.invoke('hotkey.test', { on: true })
    return () => {
      stop()
      void window.parley.invoke('hotkey.test', { on: false })
    }
  }, [])
  return { test, wasPressed: test !== null }
}
