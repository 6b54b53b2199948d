import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Menu, nativeImage, nativeTheme, Tray } from 'electron'
import type { MenuItemConstructorOptions, NativeImage } from 'electron'
import type { Translate } from '../../shared/i18n/translator.ts'
import type { Clock } from '../lib/clock.ts'
import { statusText, trayIcon, trayIconFile } from './tray-icon.ts'
import { trayMenu } from './tray-menu.ts'
import type { TrayCommand, TrayItem, TrayModel } from './tray-menu.ts'

export interface AppTrayOptions {
  /** The folder of the tray's icons. */
  readonly icons: string
  readonly clock: Pick<Clock, 'setTimer'>
  readonly onCommand: (command: TrayCommand) => void
}

/** Changes come in bursts (a turn ends, a device list arrives): the menu is made once for all that come within so many ms. */
const SETTLE_MS = 50

/**
 * How long an open menu is left alone, in ms. It is replaced when it closes; but not every Linux desktop says that it has,
 * and a menu must not stay out of date for ever.
 */
const OPEN_MENU_MS = 15_000

/** Parley in the tray: its icon shows the state, its menu does what the chat window can do. */
export class AppTray {
  readonly #options: AppTrayOptions
  readonly #tray: Tray
  readonly #images = new Map<string, NativeImage>()
  #model: TrayModel
  #translate: Translate
  #icon = ''
  #toolTip = ''
  #items: TrayItem[] | null = null
  #isMenuOpen = false
  #cancelTimer: () => void = () => undefined
  readonly #onTheme = () => {
    this.#drawIcon()
  }

  constructor(options: AppTrayOptions, model: TrayModel, translate: Translate) {
    this.#options = options
    this.#model = model
    this.#translate = translate
    this.#icon = this.#iconFile()
    this.#tray = new Tray(this.#image(this.#icon))
    // A left click opens the window; on macOS and some Linux desktops a click opens the menu instead, by their own rule.
    this.#tray.on('click', () => {
      options.onCommand({ type: 'open' })
    })
    nativeTheme.on('updated', this.#onTheme)
    this.#drawIcon()
    this.#drawMenu()
  }

  /** Draws the state. What has not changed is not touched: Linux trays flicker on every change. */
  update(model: TrayModel, translate: Translate): void {
    this.#model = model
    this.#translate = translate
    this.#drawIcon()
    if (!this.#isMenuOpen) this.#drawMenuIn(SETTLE_MS)
  }

  destroy(): void {
    this.#cancelTimer()
    nativeTheme.off('updated', this.#onTheme)
    this.#tray.destroy()
  }

  #drawIcon(): void {
    const icon = this.#iconFile()
    if (icon !== this.#icon) this.#tray.setImage(this.#image(icon))
    this.#icon = icon
    const toolTip = this.#translate('tray.tooltip', { state: this.#translate(statusText(this.#model)) })
    if (toolTip !== this.#toolTip) this.#tray.setToolTip(toolTip)
    this.#toolTip = toolTip
  }

  #drawMenuIn(ms: number): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.setTimer(() => {
      this.#isMenuOpen = false
      this.#drawMenu()
    }, ms)
  }

  #drawMenu(): void {
    const items = trayMenu(this.#model, this.#translate)
    if (isDeepStrictEqual(items, this.#items)) return
    this.#items = items
    const menu = Menu.buildFromTemplate(items.map((item) => this.#template(item)))
    menu.on('menu-will-show', () => {
      this.#isMenuOpen = true
      this.#drawMenuIn(OPEN_MENU_MS)
    })
    menu.on('menu-will-close', () => {
      this.#drawMenuIn(SETTLE_MS)
    })
    this.#tray.setContextMenu(menu)
  }

  #template(item: TrayItem): MenuItemConstructorOptions {
    switch (item.type) {
      case 'separator':
        return { type: 'separator' }
      case 'text':
        return { label: item.label, enabled: false }
      case 'submenu':
        return { label: item.label, submenu: item.items.map((each) => this.#template(each)) }
      case 'normal':
      case 'checkbox':
      case 'radio': {
        const { type, label, command, checked = false, enabled = true } = item
        const click = () => {
          // The desktop has already moved the tick. The app decides where it is, so the menu is drawn again in any case.
          this.#items = null
          this.#drawMenuIn(SETTLE_MS)
          this.#options.onCommand(command)
        }
        return { type, label, checked, enabled, click }
      }
    }
  }

  #iconFile(): string {
    const facts = {
      platform: process.platform,
      desktop: process.env['XDG_CURRENT_DESKTOP'] ?? '',
      theme: nativeTheme,
    }
    return trayIconFile(trayIcon(this.#model), facts)
  }

  #image(file: string): NativeImage {
    const known = this.#images.get(file)
    if (known) return known
    const image = nativeImage.createFromPath(join(this.#options.icons, file))
    if (file.includes('Template')) image.setTemplateImage(true)
    this.#images.set(file, image)
    return image
  }
}
