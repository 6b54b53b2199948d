import type { ConnectionSnapshot, VoiceState } from '../../shared/view.ts'

/** Which picture the tray shows. */
export type TrayIcon = 'idle' | 'listening' | 'thinking' | 'speaking' | 'offline' | 'failed'

/** What the tray is drawn from. */
export interface TrayState {
  readonly voice: VoiceState
  readonly connection: ConnectionSnapshot['status']
  readonly muted: boolean
}

/** The state that matters most to someone who glances at the tray. */
export function trayIcon(state: TrayState): TrayIcon {
  switch (state.voice) {
    case 'listening':
      return 'listening'
    case 'thinking':
      return 'thinking'
    case 'speaking':
      return 'speaking'
    case 'failed':
      return 'failed'
    case 'idle':
    case 'interrupted':
      if (state.connection === 'failed') return 'failed'
      return state.connection === 'connected' || state.connection === 'connecting' ? 'idle' : 'offline'
  }
}

/** One line of the tray's menu, without words: the adapter translates and draws it. */
export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'status' }
  | {
      readonly kind: 'action'
      readonly action: 'open' | 'talk' | 'stop-talking' | 'stop-reply' | 'settings' | 'quit'
    }
  | { readonly kind: 'toggle'; readonly action: 'mute'; readonly checked: boolean }

/** The menu: what can be done now comes first, leaving comes last. */
export function trayMenu(state: TrayState): TrayItem[] {
  const busy = state.voice === 'speaking' || state.voice === 'thinking'
  return [
    { kind: 'status' },
    { kind: 'separator' },
    { kind: 'action', action: 'open' },
    { kind: 'action', action: state.voice === 'listening' ? 'stop-talking' : 'talk' },
    ...(busy ? [{ kind: 'action', action: 'stop-reply' } as const] : []),
    { kind: 'toggle', action: 'mute', checked: state.muted },
    { kind: 'separator' },
    { kind: 'action', action: 'settings' },
    { kind: 'action', action: 'quit' },
  ]
}
