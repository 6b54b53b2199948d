import { useEffect, useRef } from 'react'
import type { VoiceState } from '../../shared/view.ts'

/** What is on top of the page and closes with Escape by itself: a dialog, a picture or video that fills the screen, a list. */
const ON_TOP = ':modal, select:open'

/**
 * Escape anywhere in this window, which under Wayland is the only place where it can be seen: throws away what is being said,
 * or stops what is being answered. Whatever else closes with Escape takes it first, by preventing its default.
 */
export function useEscape(voice: VoiceState): void {
  const now = useRef(voice)
  useEffect(() => {
    now.current = voice
  }, [voice])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // While an input method composes, Escape is its own.
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || event.repeat) return
      if (document.querySelector(ON_TOP)) return
      if (now.current === 'listening') void window.parley.invoke('turn.cancelTalk', undefined)
      else if (now.current === 'thinking' || now.current === 'speaking') {
        void window.parley.invoke('turn.interrupt', undefined)
      }
    }
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}
