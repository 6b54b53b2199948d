import { useEffect, useState } from 'react'
import { MICROPHONE_WATCH_MS } from '../../shared/ipc/limits.ts'

/**
 * Peak of the microphone, 0 to 1, at most 15 times a second; null until one has come. While `on` and while the window can be
 * seen, the microphone is open for it, and it is let go of when either ends.
 */
export function useMicrophoneLevel(on: boolean): number | null {
  const [peak, setPeak] = useState<number | null>(null)
  useEffect(() => {
    if (!on) return
    let timer = 0
    const ask = () => {
      window.clearTimeout(timer)
      const isSeen = document.visibilityState === 'visible'
      void window.parley.invoke('microphone.watch', { on: isSeen })
      // Main forgets a window that does not ask again.
      if (isSeen) timer = window.setTimeout(ask, MICROPHONE_WATCH_MS / 2)
      else setPeak(null)
    }
    const stopListening = window.parley.on('microphone.level', (level) => {
      setPeak(level.peak)
    })
    document.addEventListener('visibilitychange', ask)
    ask()
    return () => {
      window.clearTimeout(timer)
      document.removeEventListener('visibilitychange', ask)
      stopListening()
      setPeak(null)
      void window.parley.invoke('microphone.watch', { on: false })
    }
  }, [on])
  return peak
}
