/** What happens when the chat window is to be closed. */
export type Closing =
  /** The window goes, Parley stays in the tray. */
  | 'close'
  /** Parley goes too. */
  | 'quit'
  /** The window stays in the taskbar or the dock. */
  | 'minimise'
  /** The person says which. */
  | 'ask'

export interface ClosingFacts {
  readonly isQuitting: boolean
  /** The setting. */
  readonly keepRunning: boolean
  /** False when the desktop shows no tray icons; null while that is not known. */
  readonly tray: boolean | null
  /** What the person has said, once and for all, for a desktop without a tray. */
  readonly withoutTray: 'ask' | 'minimise'
}

/** Decides it. There is never an app that runs and can't be reached: without a tray, the window is what is left. */
export function onClose({ isQuitting, keepRunning, tray, withoutTray }: ClosingFacts): Closing {
  if (isQuitting) return 'close'
  if (!keepRunning) return 'quit'
  return tray === false ? withoutTray : 'close'
}
