import { useEffect, useId, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { HotkeyReason } from '../../../shared/hotkey.ts'
import { Button } from '../../ui/components/button.tsx'
import { Keys, KEYS_GAP, TextWithKeys } from '../../ui/components/kbd.tsx'
import { keyNames, needsModifier, recordKeys, recordMouse } from '../../ui/keys.ts'
import { failureWords, Sentences, useText } from '../../ui/text.tsx'
import { chooseHotkey, weighHotkey } from './choose-hotkey.ts'
import type { HotkeyVerdict } from './choose-hotkey.ts'

interface HotkeyRecorderProps {
  accelerator: string
  /** A new key is in force. */
  onChoose?: (accelerator: string) => void
}

type Phase =
  | { readonly name: 'idle' }
  /** Waits for keys; `held` are the modifiers that are down. */
  | { readonly name: 'recording'; readonly held: string }
  /** The key can be had, but something speaks against it. */
  | { readonly name: 'warned'; readonly accelerator: string; readonly reason: HotkeyReason }
  /** Main tries it; where the desktop gives out keys, it may be asking now. */
  | { readonly name: 'trying'; readonly accelerator: string }

/** A key that can't be the talk key; without a failure, it is one that would type. */
interface Problem extends HotkeyVerdict {
  readonly accelerator: string
}

const IDLE: Phase = { name: 'idle' }

/**
 * Shows the talk key and takes a new one from the keyboard or the side buttons of the mouse. While it listens, the talk key
 * itself does nothing. A key that cannot be had leaves the old one in force.
 */
export function HotkeyRecorder({ accelerator, onChoose }: HotkeyRecorderProps): ReactNode {
  const t = useText()
  const id = useId()
  const [phase, setPhase] = useState<Phase>(IDLE)
  const [problem, setProblem] = useState<Problem | null>(null)
  const isRecording = phase.name === 'recording'

  const take = async (next: string) => {
    setPhase({ name: 'trying', accelerator: next })
    const verdict = await chooseHotkey(next)
    setPhase(IDLE)
    setProblem(problemOf(next, verdict))
    if (!verdict.failure) onChoose?.(next)
  }

  const consider = async (next: string) => {
    if (needsModifier(next)) {
      setProblem({ accelerator: next, failure: null, reason: null })
      return
    }
    const verdict = await weighHotkey(next)
    setProblem(problemOf(next, verdict))
    if (verdict.failure) return
    if (verdict.reason) setPhase({ name: 'warned', accelerator: next, reason: verdict.reason })
    else await take(next)
  }

  useEffect(() => {
    if (!isRecording) return undefined
    void window.parley.invoke('hotkey.suspend', { suspended: true })
    const onMouse = (event: MouseEvent) => {
      const next = recordMouse(event)
      if (next === null) return
      // Or the window would go back, and the focus with it.
      event.preventDefault()
      if (event.type === 'mousedown') void consider(next)
    }
    window.addEventListener('mousedown', onMouse)
    window.addEventListener('mouseup', onMouse)
    return () => {
      window.removeEventListener('mousedown', onMouse)
      window.removeEventListener('mouseup', onMouse)
      void window.parley.invoke('hotkey.suspend', { suspended: false })
    }
    // `consider` is new with each render, and does the same each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isRecording])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!isRecording) return
    event.preventDefault()
    event.stopPropagation()
    const pressed = recordKeys(event)
    if (event.key === 'Escape' && pressed.modifiers.length === 0) {
      setPhase(IDLE)
      setProblem(null)
      return
    }
    setPhase({ name: 'recording', held: pressed.modifiers.join('+') })
    if (pressed.accelerator !== null && !event.repeat) void consider(pressed.accelerator)
  }

  return (
    <div className="field">
      <span id={id} className="field-name">
        {t('settings.hotkey.current')}
      </span>
      <div className="recorder" data-recording={isRecording}>
        <span className="recorder-keys">
          <Shown phase={phase} accelerator={accelerator} />
        </span>
        {phase.name === 'warned' ? (
          <Warned
            onUse={() => void take(phase.accelerator)}
            onOther={() => {
              setPhase({ name: 'recording', held: '' })
            }}
          />
        ) : (
          <Button
            aria-describedby={id}
            aria-pressed={isRecording}
            disabled={phase.name === 'trying'}
            // After "Another key" the button is new, and it is the one that listens.
            autoFocus={isRecording}
            onClick={() => {
              setProblem(null)
              setPhase(isRecording ? IDLE : { name: 'recording', held: '' })
            }}
            onKeyDown={onKeyDown}
            onKeyUp={(event) => {
              if (!isRecording) return
              // Space and Enter would press the button.
              event.preventDefault()
              const { modifiers } = recordKeys({ ...event, key: '', code: '' })
              setPhase({ name: 'recording', held: modifiers.join('+') })
            }}
            onBlur={() => {
              if (isRecording) setPhase(IDLE)
            }}
          >
            {t(isRecording ? 'settings.server.cancel' : 'settings.hotkey.record')}
          </Button>
        )}
      </div>
      <div className="field-help" role="status">
        {phase.name === 'warned' && (
          <p className="field-warning">
            <Sentences parts={[t(`settings.hotkey.reasons.${phase.reason}`), t('settings.hotkey.risky')]} />
          </p>
        )}
        {problem && <p className="field-error">{problemText(t, problem)}</p>}
        <p>{t('settings.hotkey.intro')}</p>
      </div>
    </div>
  )
}

function Shown({ phase, accelerator }: { phase: Phase; accelerator: string }): ReactNode {
  const t = useText()
  switch (phase.name) {
    case 'idle':
      return <Keys accelerator={accelerator} />
    case 'recording':
      return phase.held === '' ? t('settings.hotkey.recording') : <Keys accelerator={phase.held} />
    case 'warned':
      return <Keys accelerator={phase.accelerator} />
    case 'trying':
      return (
        <TextWithKeys
          text={t('settings.hotkey.trying', { keys: KEYS_GAP })}
          accelerator={phase.accelerator}
        />
      )
  }
}

function Warned({ onUse, onOther }: { onUse: () => void; onOther: () => void }): ReactNode {
  const t = useText()
  return (
    <>
      <Button look="quiet" onClick={onUse}>
        {t('settings.hotkey.useAnyway')}
      </Button>
      <Button onClick={onOther} autoFocus>
        {t('settings.hotkey.another')}
      </Button>
    </>
  )
}

function problemOf(accelerator: string, verdict: HotkeyVerdict): Problem | null {
  return verdict.failure ? { ...verdict, accelerator } : null
}

function problemText(t: ReturnType<typeof useText>, { accelerator, failure, reason }: Problem): string {
  if (!failure) return t('settings.hotkey.needsModifier')
  if (failure.code === 'HOTKEY_CONFLICT') {
    const { platform } = window.parley
    const keys = keyNames(accelerator, platform).join(platform === 'darwin' ? '' : '+')
    return t('settings.hotkey.conflict', { keys })
  }
  if (failure.code === 'HOTKEY_RESERVED' && reason) {
    return `${t(`settings.hotkey.reasons.${reason}`)} ${t('settings.hotkey.pickOther')}`
  }
  return failureWords(t, failure)
}
