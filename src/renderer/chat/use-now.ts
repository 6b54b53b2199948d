import { useEffect, useState } from 'react'

/** The time in ms since the epoch, new every second while `running`. */
export function useNow(running: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!running) return undefined
    const update = () => {
      setNow(Date.now())
    }
    // At once too: the last update may be long ago.
    const first = window.setTimeout(update, 0)
    const timer = window.setInterval(update, 1000)
    return () => {
      window.clearTimeout(first)
      window.clearInterval(timer)
    }
  }, [running])
  return now
}
