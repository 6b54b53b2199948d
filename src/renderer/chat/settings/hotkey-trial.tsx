import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { HotkeyTest } from '../../../shared/hotkey.ts'
import type { HotkeySnapshot } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { KEYS_GAP, TextWithKeys } from '../../ui/components/kbd.tsx'
import { useText } from '../../ui/text.tsx'

/** How long to wait for a press, in ms, before saying what may be wrong. */
const NOTHING_SEEN_MS = 6000

/** "Press it now": shows what Parley sees of the talk key, while the key does nothing else. */
export function HotkeyTrial({ hotkey }: { hotkey: HotkeySnapshot }): ReactNode {
  const t = useText()
  const [isOn, setOn] = useState(false)
  const toggle = () => {
    setOn(!isOn)
  }
  if (hotkey.mode === 'none') return null
  return (
    <div className="trial" data-on={isOn}>
      {isOn ? <Seen hotkey={hotkey} /> : <p>{t('settings.hotkey.trial.intro')}</p>}
      <Button onClick={toggle} aria-pressed={isOn}>
        {t(isOn ? 'settings.hotkey.trial.done' : 'settings.hotkey.trial.start')}
      </Button>
    </div>
  )
}

function Seen({ hotkey }: { hotkey: HotkeySnapshot }): ReactNode {
  const t = useText()
  const { seen, isLate } = useHotkeyTest()
  return (
    <p role="status">
      <span
        className="trial-key"
        data-phase={seen?.gesture === 'press' ? 'up' : (seen?.phase ?? 'up')}
        aria-hidden
      />
      <span>
        {seen ? (
          <strong>{seenText(t, seen)}</strong>
        ) : (
          <TextWithKeys
            text={t('settings.hotkey.trial.waiting', { keys: KEYS_GAP })}
            accelerator={hotkey.accelerator}
          />
        )}
        {isLate && (
          <small>
            {t(
              window.parley.platform === 'darwin'
                ? 'settings.hotkey.trial.nothingMac'
                : 'settings.hotkey.trial.nothing',
            )}
          </small>
        )}
      </span>
    </p>
  )
}

/** Follows the talk key for as long as the component is there. */
function useHotkeyTest(): { readonly seen: HotkeyTest | null; readonly isLate: boolean } {
  const [seen, setSeen] = useState<HotkeyTest | null>(null)
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const late = setTimeout(() => {
      setLate(true)
    }, NOTHING_SEEN_MS)
    const stop = window.parley.on('hotkey.test', (test) => {
      clearTimeout(late)
      setLate(false)
      setSeen(test)
    })
    void window.parley.invoke('hotkey.test', { on: true })
    return () => {
      clearTimeout(late)
      stop()
      void window.parley.invoke('hotkey.test', { on: false })
    }
  }, [])
  return { seen, isLate }
}

function seenText(t: ReturnType<typeof useText>, { phase, gesture, heldMs }: HotkeyTest): string {
  if (gesture === 'press') return t('settings.hotkey.trial.press')
  if (phase === 'down') return t('settings.hotkey.trial.down')
  if (phase === 'held') return t('settings.hotkey.trial.held')
  if (gesture === 'double-tap') return t('settings.hotkey.trial.doubleTap')
  if (gesture === 'tap') return t('settings.hotkey.trial.tap')
  return t('settings.hotkey.trial.hold', { seconds: (heldMs / 1000).toFixed(1) })
}
