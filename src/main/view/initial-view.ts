import { DEFAULT_HOTKEY } from '../../shared/settings.ts'
import type { Profile } from '../../shared/settings.ts'
import { NO_AUDIO } from '../../shared/view.ts'
import { initialConnection } from '../live/connection/state.ts'
import type { ViewFields } from './view-store.ts'

/** What windows see before the parts have reported. */
export function initialView(profile: Profile): ViewFields {
  return {
    profile: { id: profile.id, name: profile.name, kind: profile.kind },
    connection: initialConnection().snapshot,
    voice: 'idle',
    hotkey: { accelerator: DEFAULT_HOTKEY, mode: 'none', doubleTap: false, trigger: null, problem: null },
    audio: NO_AUDIO,
    handsFree: { on: false, state: 'off', problem: null },
    assistant: { status: 'off', speech: false, problem: null },
    desktop: { tray: null, openAtLogin: false },
    isLeaving: false,
    drafts: [],
    notices: [],
  }
}
