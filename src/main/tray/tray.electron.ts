import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { MenuItemConstructorOptions, NativeImage } from 'electron'
import type { Translate } from '../../shared/i18n/translator.ts'
import { trayIcon, trayMenu } from './tray-menu.ts'
import type { TrayIcon, TrayItem, TrayState } from './tray-menu.ts'

/** What the menu's entries do. */
export type TrayActions = Readonly<
  Record<'open' | 'talk' | 'stop-talking' | 'stop-reply' | 'mute' | 'settings' | 'quit', () => void>
>

export interface AppTrayOptions {
  /** The folder with `<state>.png` files, or `<state>Template.png` on macOS. */
  readonly icons: string
  readonly actions: TrayActions
  readonly translate: Translate
}

/** Parley in the tray: its icon shows the state, its menu does what the chat window can do. */
export class AppTray {
  readonly #tray: Tray
  readonly #images = new Map<TrayIcon, NativeImage>()
  readonly #options: AppTrayOptions
  #translate: Translate
  #drawn = ''

  constructor(options: AppTrayOptions, state: TrayState) {
    this.#options = options
    this.#translate = options.translate
    this.#tray = new Tray(this.#image(trayIcon(state)))
    // A left click opens the window; on macOS and most Linux desktops a click opens the menu instead, by their own rule.
    this.#tray.on('click', options.actions.open)
    this.update(state)
  }

  /** Draws the state. Does nothing when it is what is there: Linux trays flicker on every change. */
  update(state: TrayState): void {
    const key = JSON.stringify(state)
    if (key === this.#drawn) return
    this.#drawn = key
    this.#tray.setImage(this.#image(trayIcon(state)))
    this.#tray.setToolTip(this.#translate('tray.tooltip', { state: this.#stateName(state) }))
    this.#tray.setContextMenu(
      Menu.buildFromTemplate(trayMenu(state).map((item) => this.#template(item, state))),
    )
  }

  setLanguage(translate: Translate, state: TrayState): void {
    this.#translate = translate
    this.#drawn = ''
    this.update(state)
  }

  destroy(): void {
    this.#tray.destroy()
  }

  #template(item: TrayItem, state: TrayState): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' }
      case 'status':
        return { label: this.#stateName(state), enabled: false }
      case 'toggle':
        return {
          type: 'checkbox',
          label: this.#translate('tray.mute'),
          checked: item.checked,
          click: this.#options.actions[item.action],
        }
      case 'action':
        return {
          label: this.#translate(ACTION_LABEL[item.action]),
          click: this.#options.actions[item.action],
        }
    }
  }

  #stateName(state: TrayState): string {
    const isCutOff =
      state.voice === 'idle' && state.connection !== 'connected' && state.connection !== 'connecting'
    return isCutOff ? this.#translate('tray.offline') : this.#translate(`voice.${state.voice}`)
  }

  #image(icon: TrayIcon): NativeImage {
    const known = this.#images.get(icon)
    if (known) return known
    const isMac = process.platform === 'darwin'
    const image = nativeImage.createFromPath(
      join(this.#options.icons, isMac ? `${icon}Template.png` : `${icon}.png`),
    )
    if (isMac) image.setTemplateImage(true)
    this.#images.set(icon, image)
    return image
  }
}

const ACTION_LABEL = {
  open: 'tray.open',
  talk: 'tray.talk',
  'stop-talking': 'tray.stopTalking',
  'stop-reply': 'tray.stopReply',
  settings: 'tray.settings',
  quit: 'tray.quit',
} as const
