/** Our windows, by what they are for. */
export type TrustedWindow = 'chat' | 'voice'

/** The scheme and host that our own pages are served from. */
export const APP_SCHEME = 'parley'
export const APP_ORIGIN = 'parley://app'

/** What is known of the frame that a message came from. */
export interface Sender {
  readonly webContentsId: number
  /** Null when the frame is already gone. */
  readonly url: string | null
  readonly isTopFrame: boolean
}

/**
 * Which of our windows a message came from, or null when it must not be answered: it has to be a web contents that we
 * made, its top frame, and a page of our own origin (a window that was navigated away is no longer ours).
 */
export function trustedWindow(
  sender: Sender,
  windows: ReadonlyMap<number, TrustedWindow>,
): TrustedWindow | null {
  if (!sender.isTopFrame || sender.url === null) return null
  if (!isAppUrl(sender.url)) return null
  return windows.get(sender.webContentsId) ?? null
}

/** True for an address of our own pages. */
export function isAppUrl(url: string): boolean {
  return url.startsWith(`${APP_ORIGIN}/`)
}
