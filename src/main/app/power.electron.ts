import { net, powerMonitor } from 'electron'
import type { Clock } from '../lib/clock.ts'

/** What follows the state of the machine. */
export interface PowerListener {
  sleep(): void
  wake(): void
  unlock(): void
  offline(): void
  online(): void
}

/** How often the network is looked at, in ms. Electron has no event for it in main. */
const NETWORK_POLL_MS = 5000

/** Follows sleep, the locked screen and the network. Call the result to stop. */
export function followPower(listener: PowerListener, clock: Clock): () => void {
  powerMonitor.on('suspend', () => {
    listener.sleep()
  })
  powerMonitor.on('resume', () => {
    listener.wake()
  })
  // A key-up that came while the screen was locked was not for us.
  powerMonitor.on('unlock-screen', () => {
    listener.unlock()
  })
  let isOnline = true
  let cancel: () => void = () => undefined
  const look = () => {
    const now = net.isOnline()
    if (now !== isOnline) {
      isOnline = now
      if (now) listener.online()
      else listener.offline()
    }
    cancel = clock.setTimer(look, NETWORK_POLL_MS)
  }
  look()
  return () => {
    cancel()
  }
}
