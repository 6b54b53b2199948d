import { realClock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { SuspendReason } from '../live/connection/state.ts'
import type { Away } from './away.ts'
import { followLinuxDesktop } from './linux-desktop.ts'
import { followPower } from './power.electron.ts'

/** What the state of the machine and of the desktop is told to. */
export interface SurroundingsParts {
  readonly away: Away
  readonly live: { suspend(reason: SuspendReason): void; resume(reason: SuspendReason): void }
  readonly onTray: (hasTray: boolean) => void
  readonly log: Log
}

/** Follows sleep, the locked screen, the network and the desktop's tray. Call the result to stop. */
export function followSurroundings({ away, live, onTray, log }: SurroundingsParts): () => void {
  const stopPower = followPower(
    {
      sleep: () => {
        away.leave('sleep')
        live.suspend('sleep')
      },
      wake: () => {
        live.resume('sleep')
        away.comeBack('sleep')
      },
      lock: () => {
        away.leave('locked')
      },
      unlock: () => {
        away.comeBack('locked')
      },
      offline: () => {
        live.suspend('offline')
      },
      online: () => {
        live.resume('offline')
      },
    },
    realClock,
  )
  if (process.platform !== 'linux') return stopPower
  const stopDesktop = followLinuxDesktop({
    env: process.env,
    clock: realClock,
    log,
    onTray,
    onLock: (isLocked) => {
      if (isLocked) away.leave('locked')
      else away.comeBack('locked')
    },
  })
  return () => {
    stopPower()
    stopDesktop()
  }
}
