import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { CdpSession } from '../cdp/connection.ts'
import { ChromiumProcess } from './process.ts'

interface TargetInfo {
  targetId: string
  type: string
  title: string
  url: string
  openerId?: string
}

interface AttachedEvent {
  sessionId: string
  targetInfo: TargetInfo
  waitingForDebugger: boolean
}

/** Size and place of one screen, in CSS pixels. */
export interface ScreenInfo {
  id: string
  left: number
  top: number
  width: number
  height: number
  availLeft: number
  availTop: number
  availWidth: number
  availHeight: number
  devicePixelRatio: number
  colorDepth: number
  isPrimary: boolean
  isInternal: boolean
  label: string
  orientation: { angle: number }
}

interface PageEvents {
  title: [title: string]
  crashed: [exitCode: number]
  /** The page is gone, by whatever hand. */
  destroyed: []
}

/** One Chromium window with one page. */
export class ChromiumPage extends EventEmitter<PageEvents> {
  readonly targetId: string
  readonly windowId: number
  readonly session: CdpSession

  constructor(targetId: string, windowId: number, session: CdpSession) {
    super()
    this.targetId = targetId
    this.windowId = windowId
    this.session = session
  }
}

interface ChromiumEvents {
  /** The whole browser ended though nobody asked for it. */
  gone: []
}

/** The browser: makes windows and says what becomes of them. */
export class Chromium extends EventEmitter<ChromiumEvents> {
  readonly process: ChromiumProcess
  readonly browser: CdpSession
  /** As in "Chrome/150.0.1.2". */
  product = ''
  userAgent = ''
  screens: ScreenInfo[] = []
  readonly #pages = new Map<string, ChromiumPage>()
  readonly #sessions = new Map<string, CdpSession>()
  readonly #awaited = new Map<string, (targetId: string) => void>()
  #spare: Promise<ChromiumPage> | null = null

  static async launch(executable: string, switches: ReadonlyMap<string, string>): Promise<Chromium> {
    const chromium = new Chromium(new ChromiumProcess(executable, switches))
    try {
      await chromium.#start()
    } catch (error) {
      chromium.process.kill()
      throw new Error(`electron-host: ${executable} did not start (is there a display?)`, { cause: error })
    }
    return chromium
  }

  private constructor(child: ChromiumProcess) {
    super()
    this.process = child
    this.browser = child.connection.root
    this.browser.on('Target.attachedToTarget', (event: AttachedEvent) => this.#attached(event))
    this.browser.on('Target.targetInfoChanged', ({ targetInfo }: { targetInfo: TargetInfo }) =>
      this.#changed(targetInfo),
    )
    this.browser.on('Target.targetDestroyed', ({ targetId }: { targetId: string }) =>
      this.#destroyed(targetId),
    )
    this.browser.on('Target.targetCrashed', (event: { targetId: string; errorCode: number }) =>
      this.#pages.get(event.targetId)?.emit('crashed', event.errorCode),
    )
    this.browser.on('closed', () => this.emit('gone'))
  }

  async #start(): Promise<void> {
    const { browser } = this
    const version = browser.send<{ product: string; userAgent: string }>('Browser.getVersion')
    await browser.send('Target.setDiscoverTargets', { discover: true, filter: [{ type: 'page' }] })
    // Pages start paused, so that a popup can be closed before it has loaded anything.
    const attach = {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: [{ type: 'page' }],
    }
    await browser.send('Target.setAutoAttach', attach)
    Object.assign(this, await version)
    // The first window is needed early, to measure the screens; the first BrowserWindow then moves into it.
    this.#spare = this.#openWindow()
    const { session } = await this.#spare
    this.screens = (await session.send<{ screenInfos: ScreenInfo[] }>('Emulation.getScreenInfos')).screenInfos
  }

  /** A new window, off screen, on an empty page. */
  openPage(): Promise<ChromiumPage> {
    const spare = this.#spare
    this.#spare = null
    return spare ?? this.#openWindow()
  }

  async #openWindow(): Promise<ChromiumPage> {
    const name = randomUUID()
    const opened = new Promise<string>((resolve) => this.#awaited.set(name, resolve))
    this.process.openAppWindow(`data:text/html,<!--${name}-->`)
    const targetId = await opened
    this.#awaited.delete(name)
    const session = this.#sessions.get(targetId)
    if (!session) throw new Error('electron-host: a window was closed while it was opened')
    const { windowId } = await this.browser.send<{ windowId: number }>('Browser.getWindowForTarget', {
      targetId,
    })
    const page = new ChromiumPage(targetId, windowId, session)
    this.#pages.set(targetId, page)
    return page
  }

  #attached(event: AttachedEvent): void {
    const session = this.process.connection.session(event.sessionId)
    const { targetId, openerId } = event.targetInfo
    if (openerId !== undefined && this.#pages.has(openerId)) {
      // What the app says to `window.open` is asked elsewhere (see popups.ts); it can only be "no".
      this.browser.post('Target.closeTarget', { targetId })
      return
    }
    this.#sessions.set(targetId, session)
    session.once('closed', () => this.#sessions.delete(targetId))
    // Held by us only; a second client (a test) that also attached lets go of its own hold.
    if (event.waitingForDebugger) session.post('Runtime.runIfWaitingForDebugger')
    this.#changed(event.targetInfo)
  }

  #changed({ targetId, url, title }: TargetInfo): void {
    const page = this.#pages.get(targetId)
    if (page) {
      page.emit('title', title)
      return
    }
    if (!this.#sessions.has(targetId)) return
    for (const [name, resolve] of this.#awaited) if (url.includes(name)) resolve(targetId)
  }

  #destroyed(targetId: string): void {
    const page = this.#pages.get(targetId)
    this.#pages.delete(targetId)
    page?.emit('destroyed')
  }
}
