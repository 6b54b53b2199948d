import { app, net, powerMonitor } from 'electron'
import type { Clock } from '../lib/clock.ts'

/** What follows the state of the machine. */
export interface PowerListener {
  sleep(): void
  wake(): void
  lock(): void
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
  powerMonitor.on('lock-screen', () => {
    listener.lock()
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

/** What follows the end of the person's session. */
export interface SessionListener {
  /** The session may end at any time now, or go on after all: what is not safe yet must be made so. */
  save(): void
  /** It ends now. */
  end(): void
}

/**
 * Follows the end of the session: Windows asks each window first, and then tells it; the others tell the app. Parley does not
 * hold it up for more than it takes to quit, because nothing that was said or typed is only in memory. To be called before the
 * first window is made.
 */
export function followSessionEnd(listener: SessionListener): void {
  app.on('browser-window-created', (_event, window) => {
    window.on('query-session-end', () => {
      listener.save()
    })
    window.on('session-end', () => {
      listener.end()
    })
  })
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault()
    listener.end()
  })
}
