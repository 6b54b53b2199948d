import { Mic } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { VoiceState } from '../../../shared/view.ts'
import { useText } from '../../ui/text.tsx'

/** The talk key as a button: down while it is held, by pointer or by Space or Enter. What a tap means, main decides. */
export function TalkButton({ voice }: { voice: VoiceState }): ReactNode {
  const t = useText()
  const down = useRef(false)
  const listening = voice === 'listening'

  const set = (next: boolean) => {
    if (down.current === next) return
    down.current = next
    void window.parley.invoke('turn.talk', { down: next })
  }

  // A window that closes or hides under a held button must not leave the microphone on.
  useEffect(() => {
    const release = () => {
      if (!down.current) return
      down.current = false
      void window.parley.invoke('turn.talk', { down: false })
    }
    window.addEventListener('blur', release)
    window.addEventListener('pagehide', release)
    return () => {
      window.removeEventListener('blur', release)
      window.removeEventListener('pagehide', release)
      release()
    }
  }, [])

  const isTalkKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter'

  return (
    <button
      type="button"
      className="talk"
      data-listening={listening}
      aria-pressed={listening}
      aria-label={t(listening ? 'composer.talkRelease' : 'composer.talk')}
      title={t(listening ? 'composer.talkRelease' : 'composer.talk')}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        set(true)
      }}
      onLostPointerCapture={() => {
        set(false)
      }}
      onKeyDown={(event) => {
        if (!isTalkKey(event)) return
        event.preventDefault()
        if (!event.repeat) set(true)
      }}
      onKeyUp={(event) => {
        if (isTalkKey(event)) set(false)
      }}
      onBlur={() => {
        set(false)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
      }}
    >
      <Mic size={20} aria-hidden />
    </button>
  )
}
