import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import type { NativeImage } from 'electron'
import type { Translate } from '../../shared/i18n/translator.ts'
import type { EventPayload } from '../../shared/ipc/events.ts'
import { APP_ORIGIN } from '../ipc/trusted-sender.ts'
import type { WindowRegistry } from '../ipc/ipc.electron.ts'
import type { Clock } from '../lib/clock.ts'
import { offerContextMenu } from '../menu/menus.electron.ts'
import { whenShowable } from './showable.ts'
import { placeFor, withPlace } from './window-place.ts'
import type { DisplayArea, Places } from './window-place.ts'

export interface ChatWindowOptions {
  readonly preload: string
  readonly icon: NativeImage
  readonly registry: WindowRegistry
  readonly clock: Pick<Clock, 'setTimer'>
  readonly translate: () => Translate
  /** The person wants to see it. */
  readonly onOpen: () => void
  /** Where the window was, kept by somebody who lives longer. */
  readonly places: { get(): Places | null; set(places: Places): void }
  /** The person closes the window. False: it stays. */
  readonly onClose: (window: BrowserWindow) => boolean
  /** It is gone. */
  readonly onClosed: () => void
  readonly onFocus: () => void
}

/** What the window is asked to show. */
export type Shown = EventPayload<'chat.show'>

/** Colours behind the page until it has painted, so that a dark desktop sees no white flash. Same as the page's themes. */
const BACKGROUND = { light: '#f7f6f3', dark: '#17181c' } as const

const DEFAULT_SIZE = { width: 780, height: 720 } as const

/** A window that is dragged reports each step: its place is noted when it has rested for so many ms. */
const REST_MS = 400

/** The chat window: made when it is opened, destroyed when it is closed, so that a tray-only Parley stays small. */
export class ChatWindow {
  readonly #options: ChatWindowOptions
  #window: BrowserWindow | null = null
  #cancelNote: () => void = () => undefined

  constructor(options: ChatWindowOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#window !== null
  }

  /** Whether the person has the window before them. */
  get isInFront(): boolean {
    const window = this.#window
    return window !== null && window.isVisible() && !window.isMinimized() && window.isFocused()
  }

  /** Opens the window, or brings it to the front, and shows a part of it. */
  open(shown: Shown = { view: 'conversation' }): void {
    this.#options.onOpen()
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.show()
      this.#window.focus()
      this.#options.registry.broadcast('chat.show', shown, 'chat')
      return
    }
    const { window, isMaximized } = this.#make(shown)
    whenShowable(window, this.#options.clock, () => {
      window.show()
      if (isMaximized) window.maximize()
    })
  }

  /** Takes it out of sight; it stays as it is. */
  hide(): void {
    this.#window?.hide()
  }

  /** Opens the window in the taskbar or the dock only, where it waits until it is wanted. */
  openMinimised(): void {
    if (this.#window) return
    const { window, isMaximized } = this.#make({ view: 'conversation' })
    whenShowable(window, this.#options.clock, () => {
      window.minimize()
    })
    if (isMaximized) {
      window.once('restore', () => {
        window.maximize()
      })
    }
  }

  /** The window itself, for dialogs that belong to it. */
  get browserWindow(): BrowserWindow | null {
    return this.#window
  }

  #make(shown: Shown): { window: BrowserWindow; isMaximized: boolean } {
    const { places, registry, preload, icon } = this.#options
    const place = placeFor(places.get(), displayAreas(), DEFAULT_SIZE)
    const window = new BrowserWindow({
      ...place.bounds,
      minWidth: 360,
      minHeight: 420,
      show: false,
      title: 'Parley',
      icon,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      autoHideMenuBar: true,
      webPreferences: {
        preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        // Elsewhere Electron fetches a dictionary from the network for it; a Mac has its own.
        spellcheck: process.platform === 'darwin',
      },
    })
    this.#window = window
    // A Mac shows an app in its dock while it has a window, and in the menu bar alone while it has none.
    if (process.platform === 'darwin') app.setActivationPolicy('regular')
    registry.add(window.webContents, 'chat')
    this.#follow(window)
    offerContextMenu(window, this.#options.translate)
    void window.loadURL(`${APP_ORIGIN}/chat/index.html${hashOf(shown)}`)
    return { window, isMaximized: place.isMaximized }
  }

  #follow(window: BrowserWindow): void {
    const { clock, onClose, onClosed, onFocus } = this.#options
    const noteLater = () => {
      this.#cancelNote()
      this.#cancelNote = clock.setTimer(() => {
        this.#note(window)
      }, REST_MS)
    }
    window.on('resize', noteLater)
    window.on('move', noteLater)
    window.on('maximize', noteLater)
    window.on('unmaximize', noteLater)
    window.on('focus', onFocus)
    window.on('close', (event) => {
      this.#note(window)
      if (!onClose(window)) event.preventDefault()
    })
    window.on('closed', () => {
      this.#cancelNote()
      if (this.#window !== window) return
      this.#window = null
      if (process.platform === 'darwin') app.setActivationPolicy('accessory')
      onClosed()
    })
  }

  #note(window: BrowserWindow): void {
    this.#cancelNote()
    if (window.isDestroyed()) return
    const { places } = this.#options
    const bounds = window.getNormalBounds()
    const display = screen.getDisplayMatching(window.getBounds())
    places.set(withPlace(places.get(), String(display.id), { bounds, isMaximized: window.isMaximized() }))
  }
}

/** All displays, the primary one first. */
function displayAreas(): [DisplayArea, ...DisplayArea[]] {
  const area = ({ id, workArea }: Electron.Display): DisplayArea => ({ id: String(id), workArea })
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [area(primary), ...others.map(area)]
}

/** What to show first, where the page reads it when it is made. */
function hashOf({ view, turnId }: Shown): string {
  if (turnId !== undefined) return `#turn=${encodeURIComponent(turnId)}`
  return view === 'conversation' ? '' : `#${view}`
}
