import type { Clock } from '../lib/clock.ts'

/** What a window tells of itself until it can be shown: the part of Electron's BrowserWindow that counts here. */
export interface Showable {
  once(event: 'ready-to-show', listener: () => void): unknown
  isDestroyed(): boolean
  readonly webContents: { once(event: 'did-finish-load', listener: () => void): unknown }
}

/** How long a page that has loaded may take to paint before it is shown anyhow, in ms. */
const PAINT_MS = 500

/**
 * Calls `show` once the window can be shown without a flash. Under Wayland a window that was never shown may never paint, and
 * so never say that it is ready (electron#48859): then it is shown soon after its page has loaded.
 */
export function whenShowable(window: Showable, clock: Pick<Clock, 'setTimer'>, show: () => void): void {
  let isDone = false
  const showOnce = (): void => {
    if (isDone || window.isDestroyed()) return
    isDone = true
    show()
  }
  window.once('ready-to-show', showOnce)
  window.webContents.once('did-finish-load', () => {
    clock.setTimer(showOnce, PAINT_MS)
  })
}
