import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { app, nativeImage, nativeTheme } from 'electron'
import { pickLanguage } from '../../shared/i18n/messages.ts'
import type { Language } from '../../shared/i18n/messages.ts'
import { translator } from '../../shared/i18n/translator.ts'
import type { Translate } from '../../shared/i18n/translator.ts'
import type { HudSettings, Settings } from '../../shared/settings.ts'
import type { AppView } from '../../shared/view.ts'
import type { WindowRegistry } from '../ipc/ipc.electron.ts'
import type { Clock } from '../lib/clock.ts'
import { setAppMenu } from '../menu/menus.electron.ts'
import type { LanePort } from '../voice/voice-lane.ts'
import { ChatWindow } from '../windows/chat-window.electron.ts'
import type { ChatWindowOptions } from '../windows/chat-window.electron.ts'
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
  readonly chat: Pick<ChatWindowOptions, 'places' | 'onOpen' | 'onClose' | 'onClosed' | 'onFocus'>
  readonly onHudPlaced: (hud: HudSettings) => void
  readonly onVoicePort: (port: LanePort) => void
  readonly onVoiceLost: (reason: string) => void
}

/** Parley's windows, in the person's language and theme. */
export class Shell {
  readonly chat: ChatWindow
  readonly #voice: VoiceWindow
  readonly #options: ShellOptions
  #translate: Translate = translator('en')
  #language: Language | null = null
  #settings: Settings | null = null
  #stays: HudWanted = { shown: false, lingerMs: 0 }
  #cancelHide: () => void = () => undefined

  constructor(options: ShellOptions) {
    this.#options = options
    const { paths, registry } = options
    this.chat = new ChatWindow({
      preload: paths.preload('chat'),
      icon: nativeImage.createFromPath(join(paths.icons, 'app', '256.png')),
      registry,
      clock: options.clock,
      translate: () => this.#translate,
      ...options.chat,
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

  /** Opens the HUD's window, hidden. */
  open(settings: Settings): void {
    this.apply(settings)
    this.#voice.open()
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
    const [systemLanguage = 'en'] = app.getPreferredSystemLanguages()
    const language = pickLanguage(settings.language, systemLanguage)
    if (language === this.#language) return
    this.#language = language
    this.#translate = translator(language)
    setAppMenu(this.#translate, () => {
      this.chat.open({ view: 'settings' })
    })
  }

  /** Follows the view: whether the HUD shows. */
  update(view: Pick<AppView, 'voice' | 'handsFree'>): void {
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

  close(): void {
    this.#cancelHide()
    this.#voice.close()
  }
}
