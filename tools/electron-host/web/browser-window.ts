import { app } from '../app/app.ts'
import type { Chromium, ChromiumPage } from '../chromium/chromium.ts'
import { OFF_SCREEN } from '../chromium/process.ts'
import { asElectron, chromium } from '../host.ts'
import { createEvent, StrictEmitter } from '../strict.ts'
import { screen } from '../native/screen.ts'
import { windows } from './registry.ts'
import { HostWebContents } from './web-contents.ts'
import { checkOptions, parseColor } from './window-options.ts'

type Implemented = Pick<
  Electron.BrowserWindow,
  | 'loadURL'
  | 'loadFile'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'close'
  | 'destroy'
  | 'focus'
  | 'blur'
  | 'isVisible'
  | 'isFocused'
  | 'isDestroyed'
  | 'isMinimized'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'isMaximized'
  | 'setFullScreen'
  | 'isFullScreen'
  | 'setBounds'
  | 'getBounds'
  | 'getNormalBounds'
  | 'getContentBounds'
  | 'getContentSize'
  | 'setContentSize'
  | 'setPosition'
  | 'getPosition'
  | 'setSize'
  | 'getSize'
  | 'setMinimumSize'
  | 'getMinimumSize'
  | 'center'
  | 'setAlwaysOnTop'
  | 'isAlwaysOnTop'
  | 'setVisibleOnAllWorkspaces'
  | 'isVisibleOnAllWorkspaces'
  | 'setIgnoreMouseEvents'
  | 'setFocusable'
  | 'isFocusable'
  | 'setSkipTaskbar'
  | 'setTitle'
  | 'getTitle'
  | 'title'
  | 'setMenu'
  | 'removeMenu'
  | 'setMenuBarVisibility'
  | 'isMenuBarVisible'
  | 'setAutoHideMenuBar'
  | 'isMenuBarAutoHide'
  | 'setBackgroundColor'
  | 'getBackgroundColor'
  | 'moveTop'
  | 'flashFrame'
  | 'setProgressBar'
  | 'setIcon'
  | 'setOpacity'
  | 'getOpacity'
  | 'setResizable'
  | 'isResizable'
  | 'setContentProtection'
  | 'reload'
  | 'capturePage'
  | 'webContents'
  | 'id'
>

/** What the window system would know about a window; most of it Chromium cannot be told, so it is kept for the tests. */
interface WindowState {
  title: string
  alwaysOnTop: boolean
  focusable: boolean
  resizable: boolean
  skipTaskbar: boolean
  ignoreMouseEvents: boolean
  onAllWorkspaces: boolean
  menuBarVisible: boolean
  menuBarAutoHide: boolean
  backgroundColor: string
  opacity: number
  frame: boolean
  transparent: boolean
  flashing: boolean
  progress: number
  minimum: [width: number, height: number]
}

type Shape = 'normal' | 'minimized' | 'maximized' | 'fullscreen'

let nextId = 0
let focused: HostBrowserWindow | null = null

/** `BrowserWindow`: a Chromium app window, which has no frame of its own and is all page. */
export class HostBrowserWindow extends StrictEmitter implements Implemented {
  readonly id = ++nextId
  readonly #contents: HostWebContents
  readonly #page: Promise<ChromiumPage>
  readonly #state: WindowState
  #bounds: Electron.Rectangle
  #shape: Shape = 'normal'
  #visible = false
  #status: 'open' | 'closing' | 'closed' = 'open'
  #readyToShow = false

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow')
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    checkOptions(options)
    const { width = 800, height = 600, minWidth = 0, minHeight = 0 } = options
    this.#state = {
      title: options.title ?? app.getName(),
      alwaysOnTop: options.alwaysOnTop ?? false,
      focusable: options.focusable ?? true,
      resizable: options.resizable ?? true,
      skipTaskbar: options.skipTaskbar ?? false,
      ignoreMouseEvents: false,
      onAllWorkspaces: false,
      menuBarVisible: true,
      menuBarAutoHide: options.autoHideMenuBar ?? false,
      backgroundColor: options.backgroundColor ?? '#FFFFFF',
      opacity: options.opacity ?? 1,
      frame: options.frame ?? true,
      transparent: options.transparent ?? false,
      flashing: false,
      progress: -1,
      minimum: [minWidth, minHeight],
    }
    const centered = this.#centered(Math.max(width, minWidth), Math.max(height, minHeight))
    this.#bounds = { ...centered, x: options.x ?? centered.x, y: options.y ?? centered.y }
    const browser = chromium()
    this.#page = browser.openPage().then((page) => this.#opened(browser, page))
    this.#contents = new HostWebContents(this.#page, options.webPreferences ?? {}, {
      focus: () => this.focus(),
      isFocused: () => this.isFocused(),
      closeFromPage: () => this.#closeTarget(),
    })
    this.#listen()
    windows.set(this.id, this)
    this.#background()
    if (options.show ?? true) this.#reveal(true)
    // Within the constructor, as Electron does: an app that listens only after it has made a window misses that window.
    app.emit('web-contents-created', createEvent({}), this.#contents)
    app.emit('browser-window-created', createEvent({}), asElectron<Electron.BrowserWindow>(this))
  }

  // ---- the Chromium window ----

  #opened(browser: Chromium, page: ChromiumPage): ChromiumPage {
    page.session.once('closed', () => this.#closed())
    page.once('destroyed', () => this.#closed())
    // Closed before it was there.
    if (this.#status === 'closed') browser.browser.post('Target.closeTarget', { targetId: page.targetId })
    return page
  }

  #place(): void {
    const { x, y, width, height } = this.#bounds
    const onScreen = this.#visible && this.#shape !== 'minimized'
    const place = onScreen ? { left: x, top: y } : { left: OFF_SCREEN, top: OFF_SCREEN }
    this.#withWindow(async (windowId) => {
      const { browser } = chromium()
      // A maximised window takes no bounds, and a window off screen is never maximised.
      await browser.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } })
      await browser.send('Browser.setWindowBounds', { windowId, bounds: { ...place, width, height } })
      if (onScreen && this.#shape !== 'normal') {
        await browser.send('Browser.setWindowBounds', { windowId, bounds: { windowState: this.#shape } })
      }
    })
  }

  #withWindow(run: (windowId: number, page: ChromiumPage) => Promise<unknown>): void {
    this.#page
      .then((page) => (this.#status === 'open' ? run(page.windowId, page) : undefined))
      .catch((error: unknown) => this.#status === 'open' && console.error(`electron-host: ${String(error)}`))
  }

  #listen(): void {
    const contents = this.#contents
    contents.on('_page', (what: 'focus' | 'blur' | 'resize') => {
      if (what === 'resize') this.#resized()
      else if (what === 'focus' && this.#visible && this.#state.focusable) this.#setFocused(true)
      else if (what === 'blur') this.#setFocused(false)
    })
    const ready = (): void => {
      if (this.#readyToShow) return
      this.#readyToShow = true
      this.emit('ready-to-show')
    }
    contents.on('_painted', ready)
    contents.on('did-finish-load', ready)
    contents.on(
      'page-title-updated',
      (event: { defaultPrevented: boolean }, title: string, explicit: boolean) => {
        this.emit('page-title-updated', event, title, explicit)
        if (!event.defaultPrevented) this.#state.title = title
      },
    )
  }

  /** The person resized the window in Chromium, or Chromium did what we asked. */
  #resized(): void {
    this.#withWindow(async (windowId) => {
      const { bounds } = await chromium().browser.send<{
        bounds: { left: number; top: number; width: number; height: number; windowState: Shape }
      }>('Browser.getWindowBounds', { windowId })
      if (
        !this.#visible ||
        this.#shape !== 'normal' ||
        bounds.windowState !== 'normal' ||
        bounds.left <= OFF_SCREEN / 2
      )
        return
      this.#setBounds({ x: bounds.left, y: bounds.top, width: bounds.width, height: bounds.height })
    })
  }

  #setBounds(next: Electron.Rectangle): boolean {
    const before = this.#bounds
    this.#bounds = next
    const resized = before.width !== next.width || before.height !== next.height
    const moved = before.x !== next.x || before.y !== next.y
    if (resized) this.emit('resize')
    if (moved) this.emit('move')
    return resized || moved
  }

  #centered(width: number, height: number): Electron.Rectangle {
    const area = screen.getPrimaryDisplay().workArea
    return {
      x: Math.round(area.x + (area.width - width) / 2),
      y: Math.round(area.y + (area.height - height) / 2),
      width,
      height,
    }
  }

  #background(): void {
    const { transparent, backgroundColor } = this.#state
    const color = transparent ? { r: 0, g: 0, b: 0, a: 0 } : parseColor(backgroundColor)
    if (color) this.#contents._setBackground({ color })
  }

  #alive(): void {
    if (this.#status === 'closed') throw new TypeError('Object has been destroyed')
  }

  // ---- life ----

  get webContents(): Electron.WebContents {
    this.#alive()
    return asElectron<Electron.WebContents>(this.#contents)
  }

  loadURL(url: string): Promise<void> {
    this.#alive()
    return this.#contents.loadURL(url)
  }

  loadFile(filePath: string, options?: Electron.LoadFileOptions): Promise<void> {
    this.#alive()
    return this.#contents.loadFile(filePath, options)
  }

  reload(): void {
    this.#contents.reload()
  }

  capturePage(rect?: Electron.Rectangle): Promise<Electron.NativeImage> {
    return this.#contents.capturePage(rect)
  }

  /** Asks the app first. Also what the test hook's `window.userClose` does. */
  close(): void {
    if (this.#status !== 'open') return
    const event = createEvent({})
    this.emit('close', event)
    if (event.defaultPrevented) app._closeRefused()
    else this.#closeTarget()
  }

  destroy(): void {
    this.#closeTarget()
    this.#finish()
  }

  isDestroyed(): boolean {
    return this.#status === 'closed'
  }

  #closeTarget(): void {
    if (this.#status !== 'open') return
    this.#status = 'closing'
    this.#page
      .then(({ targetId }) => chromium().browser.post('Target.closeTarget', { targetId }))
      .catch(() => this.#finish())
  }

  #closed(): void {
    // By the person, in Chromium: too late to refuse.
    if (this.#status === 'open') this.emit('close', createEvent({}))
    this.#finish()
  }

  #finish(): void {
    if (this.#status === 'closed') return
    this.#status = 'closed'
    this.#visible = false
    if (focused === this) focused = null
    windows.delete(this.id)
    this.#contents._destroyed()
    this.emit('closed')
    app._windowsChanged()
  }

  // ---- showing ----

  show(): void {
    this.#alive()
    this.#show(true)
  }

  showInactive(): void {
    this.#alive()
    this.#show(false)
  }

  #show(active: boolean): void {
    const was = this.#visible
    this.#reveal(active)
    if (!was) this.emit('show')
  }

  #reveal(active: boolean): void {
    this.#visible = true
    this.#place()
    if (active) this.focus()
  }

  hide(): void {
    this.#alive()
    if (!this.#visible) return
    this.#visible = false
    this.#place()
    this.#setFocused(false)
    this.emit('hide')
  }

  isVisible(): boolean {
    return this.#visible
  }

  /** One that was never shown appears in the taskbar only. */
  minimize(): void {
    const was = this.#visible
    this.#visible = true
    if (!was) this.emit('show')
    this.#reshape('minimized', 'minimize')
    this.#setFocused(false)
  }

  restore(): void {
    if (this.#shape === 'minimized') this.#reshape('normal', 'restore')
  }

  isMinimized(): boolean {
    return this.#shape === 'minimized'
  }

  maximize(): void {
    if (!this.#visible) this.#show(true)
    this.#reshape('maximized', 'maximize')
  }

  unmaximize(): void {
    if (this.#shape === 'maximized') this.#reshape('normal', 'unmaximize')
  }

  isMaximized(): boolean {
    return this.#shape === 'maximized'
  }

  setFullScreen(flag: boolean): void {
    if (flag !== this.isFullScreen())
      this.#reshape(flag ? 'fullscreen' : 'normal', flag ? 'enter-full-screen' : 'leave-full-screen')
  }

  isFullScreen(): boolean {
    return this.#shape === 'fullscreen'
  }

  #reshape(shape: Shape, event: string): void {
    this.#alive()
    if (this.#shape === shape) return
    this.#shape = shape
    this.#place()
    this.emit(event)
  }

  focus(): void {
    this.#alive()
    if (!this.#visible || !this.#state.focusable) return
    this.#withWindow((_windowId, page) => page.session.send('Page.bringToFront'))
    this.#setFocused(true)
  }

  blur(): void {
    this.#setFocused(false)
  }

  isFocused(): boolean {
    return focused === this
  }

  #setFocused(gained: boolean): void {
    if (gained === (focused === this)) return
    const other = gained ? focused : null
    focused = null
    other?.emit('blur')
    if (other) app.emit('browser-window-blur', createEvent({}), asElectron<Electron.BrowserWindow>(other))
    focused = gained ? this : null
    const name = gained ? 'focus' : 'blur'
    this.emit(name)
    this.#contents.emit(name)
    app.emit(`browser-window-${name}`, createEvent({}), asElectron<Electron.BrowserWindow>(this))
  }

  moveTop(): void {
    if (this.#visible) this.#withWindow((_windowId, page) => page.session.send('Page.bringToFront'))
  }

  // ---- size and place ----

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#alive()
    const [minWidth, minHeight] = this.#state.minimum
    const next = { ...this.#bounds, ...bounds }
    next.width = Math.max(Math.round(next.width), minWidth)
    next.height = Math.max(Math.round(next.height), minHeight)
    next.x = Math.round(next.x)
    next.y = Math.round(next.y)
    if (this.#setBounds(next)) this.#place()
  }

  getBounds(): Electron.Rectangle {
    return { ...this.#bounds }
  }

  getNormalBounds(): Electron.Rectangle {
    return { ...this.#bounds }
  }

  /** The page fills the whole window. */
  getContentBounds(): Electron.Rectangle {
    return { ...this.#bounds }
  }

  getContentSize(): number[] {
    return this.getSize()
  }

  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y })
  }

  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y]
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }

  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height]
  }

  setMinimumSize(width: number, height: number): void {
    this.#state.minimum = [width, height]
  }

  getMinimumSize(): number[] {
    return [...this.#state.minimum]
  }

  center(): void {
    this.setBounds(this.#centered(this.#bounds.width, this.#bounds.height))
  }

  // ---- kept for the tests to see; Chromium cannot be told ----

  setAlwaysOnTop(flag: boolean): void {
    this.#state.alwaysOnTop = flag
  }

  isAlwaysOnTop(): boolean {
    return this.#state.alwaysOnTop
  }

  setVisibleOnAllWorkspaces(visible: boolean): void {
    this.#state.onAllWorkspaces = visible
  }

  isVisibleOnAllWorkspaces(): boolean {
    return this.#state.onAllWorkspaces
  }

  setIgnoreMouseEvents(ignore: boolean): void {
    this.#state.ignoreMouseEvents = ignore
  }

  setFocusable(focusable: boolean): void {
    this.#state.focusable = focusable
    if (!focusable) this.#setFocused(false)
  }

  isFocusable(): boolean {
    return this.#state.focusable
  }

  setSkipTaskbar(skip: boolean): void {
    this.#state.skipTaskbar = skip
  }

  get title(): string {
    return this.#state.title
  }

  set title(title: string) {
    this.#state.title = title
  }

  setTitle(title: string): void {
    this.#state.title = title
  }

  getTitle(): string {
    return this.#state.title
  }

  setMenu(menu: Electron.Menu | null): void {
    this.#state.menuBarVisible = menu !== null
  }

  removeMenu(): void {
    this.setMenu(null)
  }

  setMenuBarVisibility(visible: boolean): void {
    this.#state.menuBarVisible = visible
  }

  isMenuBarVisible(): boolean {
    return this.#state.menuBarVisible
  }

  setAutoHideMenuBar(hide: boolean): void {
    this.#state.menuBarAutoHide = hide
  }

  isMenuBarAutoHide(): boolean {
    return this.#state.menuBarAutoHide
  }

  setBackgroundColor(color: string): void {
    this.#state.backgroundColor = color
    this.#background()
  }

  getBackgroundColor(): string {
    return this.#state.backgroundColor
  }

  flashFrame(flag: boolean): void {
    this.#state.flashing = flag
  }

  setProgressBar(progress: number): void {
    this.#state.progress = progress
  }

  setIcon(_icon: Electron.NativeImage | string): void {}

  setOpacity(opacity: number): void {
    this.#state.opacity = opacity
  }

  getOpacity(): number {
    return this.#state.opacity
  }

  setResizable(resizable: boolean): void {
    this.#state.resizable = resizable
  }

  isResizable(): boolean {
    return this.#state.resizable
  }

  setContentProtection(_enable: boolean): void {}

  /** Everything the test hook shows about the window. */
  _describe(): WindowState & {
    id: number
    url: string
    visible: boolean
    focused: boolean
    shape: Shape
    bounds: Electron.Rectangle
  } {
    const { id } = this
    const url = this.#contents.getURL()
    return {
      ...this.#state,
      id,
      url,
      visible: this.#visible,
      focused: this.isFocused(),
      shape: this.#shape,
      bounds: this.getBounds(),
    }
  }

  // ---- statics ----

  static getAllWindows(): Electron.BrowserWindow[] {
    return [...windows.values()].map((window) => asElectron<Electron.BrowserWindow>(window))
  }

  static fromId(id: number): Electron.BrowserWindow | null {
    const window = windows.get(id)
    return window ? asElectron<Electron.BrowserWindow>(window) : null
  }

  static fromWebContents(contents: Electron.WebContents): Electron.BrowserWindow | null {
    const found = [...windows.values()].find((window) => (window.#contents as object) === contents)
    return found ? asElectron<Electron.BrowserWindow>(found) : null
  }

  static getFocusedWindow(): Electron.BrowserWindow | null {
    return focused ? asElectron<Electron.BrowserWindow>(focused) : null
  }
}

HostBrowserWindow satisfies Pick<
  typeof Electron.BrowserWindow,
  'getAllWindows' | 'fromId' | 'fromWebContents' | 'getFocusedWindow'
>
