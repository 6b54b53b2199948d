import { useEffect, useId, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { Button } from '../../ui/components/button.tsx'
import { Keys } from '../../ui/components/kbd.tsx'
import { needsModifier, recordKeys } from '../../ui/keys.ts'
import { failureWords, useText } from '../../ui/text.tsx'

interface HotkeyRecorderProps {
  accelerator: string
  onChoose: (accelerator: string) => void
}

/** Shows the talk key and takes a new one from the keyboard. While it listens, the talk key itself does nothing. */
export function HotkeyRecorder({ accelerator, onChoose }: HotkeyRecorderProps): ReactNode {
  const t = useText()
  const id = useId()
  const [recording, setRecording] = useState(false)
  const [held, setHeld] = useState('')
  const [problem, setProblem] = useState<Failure | 'modifier' | null>(null)

  useEffect(() => {
    if (!recording) return undefined
    void window.parley.invoke('hotkey.suspend', { suspended: true })
    return () => {
      void window.parley.invoke('hotkey.suspend', { suspended: false })
    }
  }, [recording])

  const stop = () => {
    setRecording(false)
    setHeld('')
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (!recording) return
    event.preventDefault()
    event.stopPropagation()
    const pressed = recordKeys(event)
    if (event.key === 'Escape' && pressed.modifiers.length === 0) {
      stop()
      setProblem(null)
      return
    }
    setHeld(pressed.modifiers.join('+'))
    if (pressed.accelerator !== null) void choose(pressed.accelerator)
  }

  const choose = async (next: string) => {
    if (needsModifier(next)) {
      setProblem('modifier')
      return
    }
    const answer = await window.parley.invoke('hotkey.check', { accelerator: next })
    const failure = answer.ok ? answer.data.failure : answer.error
    setProblem(failure)
    if (failure) return
    stop()
    onChoose(next)
  }

  return (
    <div className="field">
      <span id={id} className="field-name">
        {t('settings.hotkey.current')}
      </span>
      <div className="recorder" data-recording={recording}>
        <span className="recorder-keys">
          {!recording ? (
            <Keys accelerator={accelerator} />
          ) : held === '' ? (
            t('settings.hotkey.recording')
          ) : (
            <Keys accelerator={held} />
          )}
        </span>
        <Button
          aria-describedby={id}
          aria-pressed={recording}
          onClick={() => {
            setProblem(null)
            if (recording) stop()
            else setRecording(true)
          }}
          onKeyDown={onKeyDown}
          onKeyUp={(event) => {
            if (!recording) return
            // Space and Enter would press the button.
            event.preventDefault()
            setHeld(recordKeys({ ...event, key: '', code: '' }).modifiers.join('+'))
          }}
          onBlur={stop}
        >
          {t(recording ? 'settings.server.cancel' : 'settings.hotkey.record')}
        </Button>
      </div>
      <div className="field-help" role="status">
        {problem && (
          <p className="field-error">
            {problem === 'modifier' ? t('settings.hotkey.needsModifier') : failureWords(t, problem)}
          </p>
        )}
        <p>{t('settings.hotkey.intro')}</p>
      </div>
    </div>
  )
}
