import { DEFAULT_HOTKEY } from '../../shared/settings.ts'
import type { Profile } from '../../shared/settings.ts'
import type { ConnectionSnapshot } from '../../shared/view.ts'
import type { ViewFields } from './view-store.ts'

/** A connection before anything was tried. */
export const IDLE_CONNECTION: ConnectionSnapshot = {
  status: 'idle',
  desired: 'disconnected',
  attempt: 0,
  nextRetryAt: null,
  connectedAt: null,
  suspendReason: null,
  lastError: null,
  server: null,
}

/** What windows see before the parts have reported. */
export function initialView(profile: Profile): ViewFields {
  return {
    profile: { id: profile.id, name: profile.name, kind: profile.kind },
    connection: IDLE_CONNECTION,
    voice: 'idle',
    hotkey: { accelerator: DEFAULT_HOTKEY, mode: 'none', problem: null },
    audio: { inputs: [], outputs: [], activeInput: null, problem: null },
    assistant: { status: 'off', speech: false, problem: null },
    drafts: [],
    notices: [],
  }
}
