import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CdpSession } from '../cdp/connection.ts'
import type { ChromiumPage } from '../chromium/chromium.ts'
import { asElectron, chromium, host } from '../host.ts'
import { HostIpcMain, ipcMain } from '../ipc/ipc-main.ts'
import { HostMessagePort, takeEnds } from '../ipc/ports.ts'
import { RendererLink } from '../ipc/renderer-link.ts'
import { HostNativeImage } from '../native/native-image.ts'
import { protocol } from '../net/protocol.ts'
import { toAppUrl, toChromiumUrl } from '../net/scheme-urls.ts'
import { nativeTheme } from '../native/native-theme.ts'
import { BINDING, isolatedWorldSource, mainWorldSource, preloadSource } from '../renderer/assemble.ts'
import { defaultSession } from '../session/session.ts'
import { createEvent, notImplemented, StrictEmitter } from '../strict.ts'
import { app } from '../app/app.ts'
import { fromConsoleCall, fromException, fromLogEntry } from './console.ts'
import type { ConsoleCall, ConsoleLine, LogEntry, ThrownException } from './console.ts'
import { HostFrame } from './frame.ts'
import { Navigation } from './navigation.ts'
import { pages } from './registry.ts'

type Implemented = Pick<
  Electron.WebContents,
  | 'id'
  | 'send'
  | 'postMessage'
  | 'getURL'
  | 'getTitle'
  | 'isDestroyed'
  | 'isLoading'
  | 'isLoadingMainFrame'
  | 'mainFrame'
  | 'session'
  | 'setWindowOpenHandler'
  | 'capturePage'
  | 'executeJavaScript'
  | 'openDevTools'
  | 'closeDevTools'
  | 'isDevToolsOpened'
  | 'reload'
  | 'reloadIgnoringCache'
  | 'setZoomFactor'
  | 'getZoomFactor'
  | 'zoomFactor'
  | 'setBackgroundThrottling'
  | 'getBackgroundThrottling'
  | 'backgroundThrottling'
  | 'ipc'
  | 'close'
  | 'focus'
  | 'isFocused'
  | 'loadURL'
  | 'loadFile'
  | 'getType'
  | 'isCrashed'
  | 'getUserAgent'
  | 'getProcessId'
  | 'insertText'
  | 'stop'
>

const WORLD = 'electron-host preload'
let nextId = 0

interface WindowOpenEvent {
  url: string
  windowName: string
  windowFeatures: string[]
}

/** A page that is there, and what watches it. */
interface Attached {
  page: ChromiumPage
  session: CdpSession
  link: RendererLink
  navigation: Navigation
}

/** What a web contents needs from its window. */
export interface ContentsOwner {
  focus(): void
  isFocused(): boolean
  closeFromPage(): void
}

/** `webContents`: the page of one window. */
export class HostWebContents extends StrictEmitter implements Implemented {
  readonly id = ++nextId
  readonly ipc = asElectron<Electron.IpcMain>(new HostIpcMain('webContents.ipc'))
  readonly session = asElectron<Electron.Session>(defaultSession)
  readonly mainFrame = asElectron<Electron.WebFrameMain>(new HostFrame(this))
  backgroundThrottling: boolean
  readonly #preferences: Electron.WebPreferences
  readonly #owner: ContentsOwner
  readonly #attached: Promise<Attached>
  /** What {@link #attached} has come to; null until then. */
  #now: Attached | null = null
  #openHandler: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | null = null
  #title = ''
  #loading = false
  #destroyed = false
  #crashed = false
  #fresh = true
  #devTools = false
  #zoom = 1

  constructor(page: Promise<ChromiumPage>, preferences: Electron.WebPreferences, owner: ContentsOwner) {
    super('webContents')
    this.#preferences = preferences
    this.#owner = owner
    this.backgroundThrottling = preferences.backgroundThrottling ?? true
    this.#attached = page.then((opened) => this.#attach(opened))
    // Whoever uses the page waits for the same promise and gets the reason; with nobody waiting it still is an error.
    this.#attached.catch((error: unknown) => {
      if (!this.#destroyed) console.error(error)
    })
    pages.set(this.id, this)
  }

  // ---- the page ----

  async #attach(page: ChromiumPage): Promise<Attached> {
    const { session } = page
    const link = new RendererLink(session, WORLD)
    const { frameTree } = await session.send<{ frameTree: { frame: { id: string } } }>('Page.getFrameTree')
    link.mainFrameId = frameTree.frame.id
    const navigation = new Navigation(session, frameTree.frame.id, {
      allow: (url, redirect) => this.#allow(url, redirect),
      prepare: (url) => defaultSession._preparePermissions(this, url),
    })
    this.#listen(session, link, navigation)
    const userAgent = defaultSession._userAgent
    page.on('title', (title) => this.#titled(title))
    page.on('crashed', (exitCode) => this.#gone(exitCode))
    await Promise.all([
      session.send('Page.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      session.send('Log.enable'),
      session.send('DOM.enable'),
      session.send('Fetch.enable', {
        patterns: [
          { urlPattern: '*', resourceType: 'Document', requestStage: 'Request' },
          ...protocol._schemes.map((scheme) => ({ urlPattern: `${scheme}:*`, requestStage: 'Request' })),
        ],
      }),
      session.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD }),
      ...this.#sources().map((source) => session.send('Page.addScriptToEvaluateOnNewDocument', source)),
      session.send('Runtime.enable'),
      session.send('Emulation.setEmulatedMedia', nativeTheme._media()),
      ...(userAgent === null ? [] : [session.send('Emulation.setUserAgentOverride', { userAgent })]),
    ])
    this.#now = { page, session, link, navigation }
    return this.#now
  }

  #sources(): object[] {
    const secret = randomBytes(16).toString('hex')
    const { preload, additionalArguments = [] } = this.#preferences
    const { platform, arch, versions, pid } = process
    const environment = {
      platform,
      arch,
      pid,
      env: {},
      versions: { ...versions } as Record<string, string>,
      argv: [process.execPath, '--type=renderer', ...additionalArguments],
    }
    const isolated = [isolatedWorldSource(secret, environment)]
    if (preload !== undefined) {
      try {
        isolated.push(preloadSource(readFileSync(preload, 'utf8'), preload))
      } catch (error) {
        console.error(`Unable to load preload script: ${preload}`)
        console.error(error)
        setImmediate(() => this.emit('preload-error', createEvent({}), preload, error))
      }
    }
    return [{ source: mainWorldSource(secret) }, ...isolated.map((source) => ({ source, worldName: WORLD }))]
  }

  #listen(session: CdpSession, link: RendererLink, navigation: Navigation): void {
    link.on('invoke', (id, channel, args) => void this.#invoked(id, channel, args))
    link.on('send', (channel, args) => this.#message(channel, args, []))
    link.on('post', (channel, message, ends) =>
      this.#message(
        channel,
        [message],
        ends.map((end) => new HostMessagePort(end)),
      ),
    )
    link.on('preload-error', (path, error) => this.emit('preload-error', createEvent({}), path, error))
    link.on('title', (title) => this.#titled(title))
    link.on('window', (what) => this.emit('_page', what))
    navigation.on('starting', (url, sameDocument) => {
      const details = createEvent({
        url,
        isSameDocument: sameDocument,
        isMainFrame: true,
        frame: this.mainFrame,
      })
      this.emit('did-start-navigation', details, url, sameDocument, true, this.id, 1)
    })
    navigation.on('committed', (url) => {
      this.#crashed = false
      this.emit('did-navigate', createEvent({}), url, -1, '')
    })
    navigation.on('in-page', (url) =>
      this.emit('did-navigate-in-page', createEvent({}), url, true, this.id, 1),
    )
    navigation.on('dom-ready', () => {
      if (this.#zoom !== 1) this.setZoomFactor(this.#zoom)
      this.emit('dom-ready', createEvent({}))
    })
    navigation.on('painted', () => this.emit('_painted'))
    navigation.on('finished', () => {
      // The empty page a window starts on is no place to go back to; without it, `window.close()` works as in Electron.
      if (this.#fresh) session.post('Page.resetNavigationHistory')
      this.#fresh = false
      this.emit('did-finish-load', createEvent({}))
    })
    navigation.on('stopped', () => this.emit('did-stop-loading', createEvent({})))
    navigation.on('failed', (error) => {
      this.emit('did-fail-load', createEvent({}), error.errno, error.code, error.url, true, this.id, 1)
      this.emit('did-stop-loading', createEvent({}))
    })
    session.on('Runtime.consoleAPICalled', (call: ConsoleCall) => this.#console(fromConsoleCall(call)))
    session.on('Runtime.exceptionThrown', (thrown: ThrownException) => this.#console(fromException(thrown)))
    session.on('Log.entryAdded', (entry: LogEntry) => this.#console(fromLogEntry(entry)))
    session.on('Page.windowOpen', (event: WindowOpenEvent) => this.#windowOpen(event))
  }

  // ---- events from the page ----

  #event(): Electron.IpcMainInvokeEvent {
    const sender = asElectron<Electron.WebContents>(this)
    const event = createEvent({
      type: 'frame',
      sender,
      senderFrame: this.mainFrame,
      frameId: 1,
      processId: this.id,
    })
    return event as Electron.IpcMainInvokeEvent
  }

  async #invoked(id: number, channel: string, args: unknown[]): Promise<void> {
    const link = this.#now?.link
    try {
      const own = (this.ipc as unknown as HostIpcMain)._handler(channel)
      const handler = own ?? ipcMain._handler(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      const result = await handler(this.#event(), ...args)
      link?.reply(id, true, result)
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error)
      link?.reply(id, false, `Error invoking remote method '${channel}': ${String(error)}`)
    }
  }

  #message(channel: string, args: unknown[], ports: HostMessagePort[]): void {
    const reply = (answer: string, ...rest: unknown[]): void => this.send(answer, ...rest)
    const event = Object.assign(this.#event(), { ports, reply })
    this.emit('ipc-message', event, channel, ...args)
    ;(this.ipc as unknown as HostIpcMain).emit(channel, event, ...args)
    ipcMain.emit(channel, event, ...args)
  }

  #allow(url: string, redirect: boolean): boolean {
    const details = createEvent({ url, isSameDocument: false, isMainFrame: true, frame: this.mainFrame })
    this.emit(redirect ? 'will-redirect' : 'will-navigate', details, url, false, true, this.id, 1)
    return !details.defaultPrevented
  }

  #windowOpen(event: WindowOpenEvent): void {
    const url = toAppUrl(event.url)
    const features = event.windowFeatures.join(',')
    const answer = this.#openHandler?.({
      url,
      frameName: event.windowName,
      features,
      disposition: features ? 'new-window' : 'foreground-tab',
      referrer: { url: '', policy: 'default' },
    })
    // The window is closed in any case (see chromium.ts), so a page that may open one would wait in vain.
    if (answer?.action !== 'deny') {
      console.error(
        String(notImplemented(`window.open without a setWindowOpenHandler that denies it (${url})`)),
      )
    }
  }

  #console(line: ConsoleLine): void {
    if (host.options.switches.has('enable-logging'))
      console.error(`[${line.level}] ${line.message} (${line.sourceId}:${line.lineNumber})`)
    const { level, message, lineNumber, sourceId } = line
    this.emit('console-message', createEvent({ level, message, lineNumber, sourceId, frame: this.mainFrame }))
  }

  #titled(title: string): void {
    const url = this.#now?.navigation.url ?? ''
    // Until a document has a title, Chromium shows its address without the scheme.
    if (url === '' || this.#title === title || toChromiumUrl(url).endsWith(`//${title}`)) return
    this.#title = title
    this.emit('page-title-updated', createEvent({}), title, true)
  }

  #gone(exitCode: number): void {
    this.#crashed = true
    this.#now?.link.reset()
    const details = { reason: 'crashed', exitCode }
    this.emit('render-process-gone', createEvent({}), details)
    app.emit('render-process-gone', createEvent({}), asElectron<Electron.WebContents>(this), details)
  }

  /** Called by the window when the page is gone for good. */
  _destroyed(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#now?.link.reset()
    pages.delete(this.id)
    this.emit('destroyed')
  }

  #alive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed')
  }

  // ---- what the app can do ----

  send(channel: string, ...args: unknown[]): void {
    this.#alive()
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument')
    this.#now?.link.send(channel, args, [])
  }

  postMessage(channel: string, message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    this.#alive()
    const ends = takeEnds(transfer)
    if (this.#now) this.#now.link.send(channel, [message], ends)
    else for (const end of ends) end.close()
  }

  async loadURL(url: string): Promise<void> {
    this.#alive()
    this.#loading = true
    try {
      const { navigation } = await this.#attached
      const loading = navigation.load(url)
      this.emit('did-start-loading', createEvent({}))
      await loading
    } finally {
      this.#loading = false
    }
  }

  loadFile(filePath: string, options: Electron.LoadFileOptions = {}): Promise<void> {
    const url = pathToFileURL(resolve(host.options.appPath, filePath))
    if (options.query) url.search = new URLSearchParams(options.query).toString()
    if (options.search !== undefined) url.search = options.search
    if (options.hash !== undefined) url.hash = options.hash
    return this.loadURL(url.href)
  }

  getURL(): string {
    return this.#now?.navigation.url ?? ''
  }

  getTitle(): string {
    return this.#title
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  isLoading(): boolean {
    return this.#loading || (this.#now?.navigation.loading ?? false)
  }

  isLoadingMainFrame(): boolean {
    return this.isLoading()
  }

  isCrashed(): boolean {
    return this.#crashed
  }

  getType(): 'window' {
    return 'window'
  }

  getProcessId(): number {
    return this.id
  }

  getUserAgent(): string {
    return defaultSession.getUserAgent()
  }

  setWindowOpenHandler(
    handler: (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse,
  ): void {
    this.#openHandler = handler
  }

  async capturePage(rect?: Electron.Rectangle): Promise<Electron.NativeImage> {
    const { session } = await this.#attached
    const clip = rect ? { clip: { ...rect, scale: 1 } } : {}
    const { data } = await session.send<{ data: string }>('Page.captureScreenshot', {
      format: 'png',
      ...clip,
    })
    return asElectron<Electron.NativeImage>(HostNativeImage.createFromBuffer(Buffer.from(data, 'base64')))
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    this.#alive()
    const { session } = await this.#attached
    if (this.isLoading()) await new Promise<void>((done) => this.once('did-stop-loading', () => done()))
    const { result, exceptionDetails } = await session.send<{
      result: { value?: unknown }
      exceptionDetails?: { text: string; exception?: { description?: string; value?: unknown } }
    }>('Runtime.evaluate', {
      expression: code,
      userGesture,
      awaitPromise: true,
      returnByValue: true,
      // As in Electron, the page's policy on eval counts here too.
      allowUnsafeEvalBlockedByCSP: false,
    })
    if (!exceptionDetails) return result.value
    const { exception, text } = exceptionDetails
    throw new Error(exception?.description ?? (exception ? String(exception.value) : text))
  }

  async insertText(text: string): Promise<void> {
    const { session } = await this.#attached
    await session.send('Input.insertText', { text })
  }

  reload(): void {
    this.#whenAttached(({ navigation }) => navigation.reload(false))
  }

  reloadIgnoringCache(): void {
    this.#whenAttached(({ navigation }) => navigation.reload(true))
  }

  stop(): void {
    this.#whenAttached(({ session }) => session.send('Page.stopLoading'))
  }

  openDevTools(): void {
    this.#devTools = true
    this.#whenAttached(async ({ page }) => {
      await chromium().browser.send('Target.openDevTools', { targetId: page.targetId })
      this.emit('devtools-opened')
    })
  }

  closeDevTools(): void {
    throw notImplemented('webContents.closeDevTools')
  }

  isDevToolsOpened(): boolean {
    return this.#devTools
  }

  get zoomFactor(): number {
    return this.#zoom
  }

  set zoomFactor(factor: number) {
    this.setZoomFactor(factor)
  }

  getZoomFactor(): number {
    return this.#zoom
  }

  /** CDP cannot set the browser's zoom, so the root element's `zoom` style stands in for it. */
  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new Error("'zoomFactor' must be a double greater than 0.0")
    this.#zoom = factor
    this.#whenAttached(({ session }) =>
      session.send('Runtime.evaluate', {
        expression: `document.documentElement.style.zoom = ${factor}`,
      }),
    )
  }

  /** Recorded only: pages are never throttled here. */
  setBackgroundThrottling(allowed: boolean): void {
    this.backgroundThrottling = allowed
  }

  getBackgroundThrottling(): boolean {
    return this.backgroundThrottling
  }

  focus(): void {
    this.#owner.focus()
  }

  isFocused(): boolean {
    return this.#owner.isFocused()
  }

  close(): void {
    this.#owner.closeFromPage()
  }

  async _clearCache(): Promise<void> {
    const { session } = await this.#attached
    await session.send('Network.clearBrowserCache')
  }

  _setMedia(media: object): void {
    this.#whenAttached(({ session }) => session.send('Emulation.setEmulatedMedia', media))
  }

  _setBackground(color: object): void {
    this.#whenAttached(({ session }) => session.send('Emulation.setDefaultBackgroundColorOverride', color))
  }

  /** Runs once the page is there; a page that went away first is nobody's failure. */
  #whenAttached(run: (attached: Attached) => Promise<unknown>): void {
    this.#attached.then(run).catch((error: unknown) => {
      if (!this.#destroyed) console.error(`electron-host: ${String(error)}`)
    })
  }
}

/** The `webContents` module. */
export const webContents = {
  getAllWebContents: (): Electron.WebContents[] =>
    [...pages.values()].map((contents) => asElectron(contents)),
  fromId: (id: number): Electron.WebContents | undefined =>
    asElectron<Electron.WebContents>(pages.get(id) as object),
  getFocusedWebContents: (): Electron.WebContents | null => {
    const focused = [...pages.values()].find((contents) => contents.isFocused())
    return focused ? asElectron<Electron.WebContents>(focused) : null
  },
} satisfies Pick<typeof Electron.WebContents, 'getAllWebContents' | 'fromId' | 'getFocusedWebContents'>
