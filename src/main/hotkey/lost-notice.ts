import type { HotkeySnapshot, Notice } from '../../shared/view.ts'
import { withNotice, withoutNotice } from '../lib/notices.ts'

/** The notices with what is to be said of a talk key that was lost, from the loss until some key works again. */
export function withLostKey(notices: readonly Notice[], { mode, problem }: HotkeySnapshot): Notice[] {
  if (problem?.code === 'HOTKEY_LOST') return withNotice(notices, problem)
  return mode === 'none' ? [...notices] : withoutNotice(notices, 'HOTKEY_LOST')
}
