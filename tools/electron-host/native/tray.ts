import { createEvent, StrictEmitter } from '../strict.ts'
import type { HostMenu } from './menu.ts'
import type { MenuEntry } from './menu.ts'
import { toImage } from './native-image.ts'
import type { HostNativeImage } from './native-image.ts'

/** A tray icon as the test hook shows it. */
export interface TrayState {
  toolTip: string
  title: string
  /** PNG as a data URL; '' for an empty image. */
  image: string
  /** Where the image came from, if it was given by path. */
  imagePath: string | null
  menu: MenuEntry[] | null
}

type Implemented = Pick<
  Electron.Tray,
  | 'setImage'
  | 'setPressedImage'
  | 'setToolTip'
  | 'setTitle'
  | 'getTitle'
  | 'setContextMenu'
  | 'popUpContextMenu'
  | 'closeContextMenu'
  | 'destroy'
  | 'isDestroyed'
  | 'getBounds'
  | 'focus'
  | 'setIgnoreDoubleClickEvents'
  | 'getIgnoreDoubleClickEvents'
>

/** Every tray icon that was not destroyed. */
export const trays = new Set<HostTray>()

/** `Tray`. Nothing draws it; the test hook sees and clicks it. */
export class HostTray extends StrictEmitter implements Implemented {
  #image: HostNativeImage
  #imagePath: string | null
  #toolTip = ''
  #title = ''
  #menu: HostMenu | null = null
  #destroyed = false
  #ignoreDoubleClick = false

  constructor(image: Electron.NativeImage | string) {
    super('Tray')
    this.#image = toImage(image)
    this.#imagePath = typeof image === 'string' ? image : null
    trays.add(this)
  }

  setImage(image: Electron.NativeImage | string): void {
    this.#alive()
    this.#image = toImage(image)
    this.#imagePath = typeof image === 'string' ? image : null
  }

  setPressedImage(_image: Electron.NativeImage | string): void {}

  setToolTip(toolTip: string): void {
    this.#alive()
    this.#toolTip = toolTip
  }

  setTitle(title: string): void {
    this.#title = title
  }

  getTitle(): string {
    return this.#title
  }

  setContextMenu(menu: Electron.Menu | null): void {
    this.#alive()
    this.#menu = menu as unknown as HostMenu | null
  }

  popUpContextMenu(menu?: Electron.Menu): void {
    const shown = (menu as unknown as HostMenu | undefined) ?? this.#menu
    shown?.popup()
  }

  closeContextMenu(): void {
    this.#menu?.closePopup()
  }

  setIgnoreDoubleClickEvents(ignore: boolean): void {
    this.#ignoreDoubleClick = ignore
  }

  getIgnoreDoubleClickEvents(): boolean {
    return this.#ignoreDoubleClick
  }

  focus(): void {}

  /** There is no icon on any screen. */
  getBounds(): Electron.Rectangle {
    return { x: 0, y: 0, width: 0, height: 0 }
  }

  destroy(): void {
    this.#destroyed = true
    trays.delete(this)
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  #alive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed')
  }

  _describe(): TrayState {
    return {
      toolTip: this.#toolTip,
      title: this.#title,
      image: this.#image.isEmpty() ? '' : this.#image.toDataURL(),
      imagePath: this.#imagePath,
      menu: this.#menu?._describe() ?? null,
    }
  }

  get _menu(): HostMenu | null {
    return this.#menu
  }

  _click(kind: 'click' | 'right-click' | 'double-click'): void {
    const keys = { altKey: false, shiftKey: false, ctrlKey: false, metaKey: false }
    this.emit(kind, createEvent(keys), this.getBounds(), { x: 0, y: 0 })
  }
}
