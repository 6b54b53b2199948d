import { BrowserWindow, nativeTheme } from 'electron'
import type { NativeImage } from 'electron'
import type { EventPayload } from '../../shared/ipc/events.ts'
import { APP_ORIGIN } from '../ipc/trusted-sender.ts'
import type { WindowRegistry } from '../ipc/ipc.electron.ts'

export interface ChatWindowOptions {
  readonly preload: string
  readonly icon: NativeImage
  readonly registry: WindowRegistry
  readonly onFocus: () => void
}

/** Colours behind the page until it has painted, so that a dark desktop sees no white flash. Same as the page's themes. */
const BACKGROUND = { light: '#f7f6f3', dark: '#17181c' } as const

/** The chat window: made when it is opened, destroyed when it is closed, so that a tray-only Parley stays small. */
export class ChatWindow {
  readonly #options: ChatWindowOptions
  #window: BrowserWindow | null = null

  constructor(options: ChatWindowOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#window !== null
  }

  /** Opens the window, or brings it to the front, and shows one of its views. */
  open(view: EventPayload<'chat.show'>['view'] = 'conversation'): void {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.show()
      this.#window.focus()
      this.#options.registry.broadcast('chat.show', { view }, 'chat')
      return
    }
    const window = new BrowserWindow({
      width: 780,
      height: 720,
      minWidth: 360,
      minHeight: 420,
      show: false,
      title: 'Parley',
      icon: this.#options.icon,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      autoHideMenuBar: true,
      webPreferences: {
        preload: this.#options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
      },
    })
    this.#window = window
    this.#options.registry.add(window.webContents, 'chat')
    window.once('ready-to-show', () => {
      window.show()
    })
    window.on('focus', this.#options.onFocus)
    window.on('closed', () => {
      if (this.#window === window) this.#window = null
    })
    const hash = view === 'conversation' ? '' : `#${view}`
    void window.loadURL(`${APP_ORIGIN}/chat/index.html${hash}`)
  }

  /** The window itself, for dialogs that belong to it. */
  get browserWindow(): BrowserWindow | null {
    return this.#window
  }
}
