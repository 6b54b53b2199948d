import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { app, nativeImage, nativeTheme, Notification } from 'electron'
import { pickLanguage } from '../../shared/i18n/messages.ts'
import { translator } from '../../shared/i18n/translator.ts'
import type { Translate } from '../../shared/i18n/translator.ts'
import type { HudSettings, Settings } from '../../shared/settings.ts'
import type { AppView } from '../../shared/view.ts'
import type { WindowRegistry } from '../ipc/ipc.electron.ts'
import type { Clock } from '../lib/clock.ts'
import { AppTray } from '../tray/tray.electron.ts'
import type { TrayActions } from '../tray/tray.electron.ts'
import type { TrayState } from '../tray/tray-menu.ts'
import type { LanePort } from '../voice/voice-lane.ts'
import { ChatWindow } from '../windows/chat-window.electron.ts'
import type { HudStage } from '../windows/hud-stage.electron.ts'
import { hudWanted } from '../windows/hud-wanted.ts'
import type { HudWanted } from '../windows/hud-wanted.ts'
import { VoiceWindow } from '../windows/voice-window.electron.ts'
import type { AppPaths } from './paths.electron.ts'

/** How long the HUD shows itself at a place that was just chosen, in ms. */
const PREVIEW_MS = 1800

export interface ShellOptions {
  readonly paths: AppPaths
  readonly registry: WindowRegistry
  readonly clock: Clock
  readonly actions: Omit<TrayActions, 'open' | 'settings' | 'quit'>
  /** People come back to the window: what the system holds may have changed meanwhile. */
  readonly onChatFocus: () => void
  readonly onHudPlaced: (hud: HudSettings) => void
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
  #stays: HudWanted = { shown: false, lingerMs: 0 }
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
      clock: options.clock,
      onHudPlaced: options.onHudPlaced,
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

  get hud(): HudStage {
    return this.#voice.hud
  }

  get translate(): Translate {
    return this.#translate
  }

  /** Takes over what the settings say of looks. */
  apply(settings: Settings): void {
    const before = this.#settings
    this.#settings = settings
    this.hud.configure(settings.hud)
    if (!settings.showHud) this.hud.hide()
    else if (before && !isDeepStrictEqual(before.hud, settings.hud)) this.#preview()
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
    this.#stays = hudWanted(view, this.#settings?.showHud !== false)
    if (this.#stays.shown) this.hud.show()
    else this.#hideAfter(this.#stays.lingerMs)
  }

  /** A place that was just chosen is shown, so that nobody has to talk to see it. */
  #preview(): void {
    if (this.#stays.shown) return
    this.#cancelHide()
    this.hud.show()
    this.#hideAfter(PREVIEW_MS)
  }

  #hideAfter(ms: number): void {
    this.#cancelHide = this.#options.clock.setTimer(() => {
      this.hud.hide()
    }, ms)
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
