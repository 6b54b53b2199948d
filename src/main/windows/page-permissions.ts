import { isAppUrl } from '../ipc/trusted-sender.ts'

/** What a page asks the browser for, as Electron's two handlers tell it. */
export interface PageWish {
  /** Electron's name of the permission. */
  readonly permission: string
  /** An address on the origin that asks, or the origin itself with or without its slash. */
  readonly from: string
  /** Whether a camera is wanted. */
  readonly video: boolean
}

/** The microphone, the choice of a speaker, and the full screen that a player of video has a button for. */
const OURS: ReadonlySet<string> = new Set(['media', 'speaker-selection', 'fullscreen'])

/** Our own pages may do what they need; nobody may do anything else. */
export function mayPage({ permission, from, video }: PageWish): boolean {
  return OURS.has(permission) && !video && isAppUrl(from.endsWith('/') ? from : `${from}/`)
}
