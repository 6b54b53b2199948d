import type { ConnectionSnapshot, VoiceState } from '../../shared/view.ts'

/** Which picture the tray shows; `scripts/lib/tray-icons.ts` draws them. */
export type TrayIcon =
  'idle' | 'listening' | 'hands-free' | 'thinking' | 'speaking' | 'muted' | 'offline' | 'failed'

/** What the picture is chosen from. */
export interface TrayStatus {
  readonly voice: VoiceState
  readonly connection: ConnectionSnapshot['status']
  readonly muted: boolean
  /** Whether the microphone waits for a voice. */
  readonly handsFree: boolean
}

/** The state that matters most to someone who glances at the tray: a live microphone before all else. */
export function trayIcon({ voice, connection, muted, handsFree }: TrayStatus): TrayIcon {
  if (voice !== 'idle' && voice !== 'interrupted') return voice
  if (connection === 'failed') return 'failed'
  if (connection !== 'connected' && connection !== 'connecting') return 'offline'
  if (handsFree) return 'hands-free'
  return muted ? 'muted' : 'idle'
}

/** The key of the text that says the same in words. */
export function statusText(status: TrayStatus & { readonly isLeaving?: boolean }) {
  if (status.isLeaving) return 'voice.leaving' as const
  switch (trayIcon(status)) {
    case 'hands-free':
      return 'tray.handsFreeWaits' as const
    case 'muted':
      return 'tray.muted' as const
    case 'offline':
      return 'tray.offline' as const
    case 'failed':
      return status.voice === 'failed' ? ('voice.failed' as const) : ('tray.offline' as const)
    default:
      return `voice.${status.voice}` as const
  }
}

/** The colour of the panel that holds the icon: what the icon must stand out from. */
export type PanelShade = 'light' | 'dark' | 'any'

/** What is known of the panel. */
export interface PanelFacts {
  readonly platform: NodeJS.Platform
  /** `XDG_CURRENT_DESKTOP`: names with colons between them. */
  readonly desktop: string
  /** Electron's `nativeTheme`, as far as it is asked. */
  readonly theme: {
    readonly themeSource: 'system' | 'light' | 'dark'
    readonly shouldUseDarkColors: boolean
    readonly shouldUseDarkColorsForSystemIntegratedUI: boolean
  }
}

/** Desktops whose panel is dark whatever the theme of the windows. */
const DARK_PANELS = ['GNOME', 'X-Cinnamon', 'Unity', 'Pantheon']

/**
 * Finds the panel's shade. Windows says it. On Linux panels follow the desktop's theme, but for the desktops above; and the
 * desktop's theme is known only while the person has not chosen another for Parley itself.
 */
export function panelShade({ platform, desktop, theme }: PanelFacts): PanelShade {
  if (platform === 'win32') return theme.shouldUseDarkColorsForSystemIntegratedUI ? 'dark' : 'light'
  if (desktop.split(':').some((name) => DARK_PANELS.includes(name))) return 'dark'
  if (theme.themeSource !== 'system') return 'any'
  return theme.shouldUseDarkColors ? 'dark' : 'light'
}

/** The file of an icon, below the folder of tray icons. Files for denser displays stand beside it, and Electron finds them. */
export function trayIconFile(icon: TrayIcon, facts: PanelFacts): string {
  if (facts.platform === 'darwin') return `${icon}Template.png`
  return `${icon}-${panelShade(facts)}-${facts.platform === 'win32' ? 16 : 22}.png`
}
