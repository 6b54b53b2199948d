import { join } from 'node:path'
import { app, nativeImage, nativeTheme, Notification } from 'electron'
import { pickLanguage } from '../../shared/i18n/messages.ts'
import { translator } from '../../shared/i18n/translator.ts'
import type { Translate } from '../../shared/i18n/translator.ts'
import type { Settings } from '../../shared/settings.ts'
import type { AppView, VoiceState } from '../../shared/view.ts'
import type { WindowRegistry } from '../ipc/ipc.electron.ts'
import type { Clock } from '../lib/clock.ts'
import { AppTray } from '../tray/tray.electron.ts'
import type { TrayActions } from '../tray/tray.electron.ts'
import type { TrayState } from '../tray/tray-menu.ts'
import type { LanePort } from '../voice/voice-lane.ts'
import { ChatWindow } from '../windows/chat-window.electron.ts'
import { VoiceWindow } from '../windows/voice-window.electron.ts'
import type { AppPaths } from './paths.electron.ts'

/** How long the HUD stays after a turn, in ms: long enough to read why one failed. */
const HUD_LINGER_MS: Readonly<Record<VoiceState, number>> = {
  idle: 600,
  interrupted: 900,
  failed: 4000,
  listening: 0,
  thinking: 0,
  speaking: 0,
}

export interface ShellOptions {
  readonly paths: AppPaths
  readonly registry: WindowRegistry
  readonly clock: Clock
  readonly actions: Omit<TrayActions, 'open' | 'settings' | 'quit'>
  /** People come back to the window: what the system holds may have changed meanwhile. */
  readonly onChatFocus: () => void
  readonly onVoicePort: (port: LanePort) => void
  readonly onVoiceLost: (reason: string) => void
}

/** What people see of Parley outside its pages: windows, HUD, tray and notifications, in their language and theme. */
export class Shell {
  readonly chat: ChatWindow
  readonly #voice: VoiceWindow
  readonly #options: ShellOptions
  #tray: AppTray | null = null
  #translate: Translate = translator('en')
  #settings: Settings | null = null
  #trayState: TrayState = { voice: 'idle', connection: 'idle', muted: false }
  #cancelHide: () => void = () => undefined

  constructor(options: ShellOptions) {
    this.#options = options
    const { paths, registry } = options
    this.chat = new ChatWindow({
      preload: paths.preload('chat'),
      icon: nativeImage.createFromPath(join(paths.icons, 'app', '256.png')),
      registry,
      onFocus: options.onChatFocus,
    })
    this.#voice = new VoiceWindow({
      preload: paths.preload('voice'),
      registry,
      onPort: options.onVoicePort,
      onLost: options.onVoiceLost,
    })
  }

  /** Opens the HUD's window (hidden) and the tray. */
  open(settings: Settings): void {
    this.apply(settings)
    this.#voice.open()
    this.#tray = new AppTray(
      {
        icons: join(this.#options.paths.icons, 'tray'),
        translate: this.#translate,
        actions: {
          ...this.#options.actions,
          open: () => {
            this.chat.open()
          },
          settings: () => {
            this.chat.open('settings')
          },
          quit: () => {
            app.quit()
          },
        },
      },
      this.#trayState,
    )
  }

  get translate(): Translate {
    return this.#translate
  }

  /** Takes over what the settings say of looks. */
  apply(settings: Settings): void {
    this.#settings = settings
    nativeTheme.themeSource = settings.theme
    this.#trayState = { ...this.#trayState, muted: settings.speaker.muted }
    const [systemLanguage = 'en'] = app.getPreferredSystemLanguages()
    this.#translate = translator(pickLanguage(settings.language, systemLanguage))
    this.#tray?.setLanguage(this.#translate, this.#trayState)
  }

  /** Follows the view: the tray's icon, and whether the HUD shows. */
  update(view: Pick<AppView, 'voice' | 'connection'>): void {
    const { voice } = view
    this.#trayState = { ...this.#trayState, voice, connection: view.connection.status }
    this.#tray?.update(this.#trayState)
    this.#cancelHide()
    const isBusy = voice === 'listening' || voice === 'thinking' || voice === 'speaking'
    if (isBusy && this.#settings?.showHud !== false) {
      this.#voice.show()
      return
    }
    this.#cancelHide = this.#options.clock.setTimer(() => {
      this.#voice.hide()
    }, HUD_LINGER_MS[voice])
  }

  /** Tells of a timer, for those who don't hear it. */
  notify(text: string): void {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title: this.#translate('app.name'), body: text })
    notification.on('click', () => {
      this.chat.open()
    })
    notification.show()
  }

  close(): void {
    this.#cancelHide()
    this.#tray?.destroy()
    this.#voice.close()
  }
}
