import { chromium } from '../host.ts'
import { protocol } from '../net/protocol.ts'
import { net } from '../net/net.ts'
import { isBuiltIn, toAppUrl, toChromiumUrl } from '../net/scheme-urls.ts'
import { createEvent, notImplemented, strict, StrictEmitter } from '../strict.ts'
import type { HostWebContents } from '../web/web-contents.ts'
import { pages } from '../web/registry.ts'
import { asElectron } from '../host.ts'
import { Permissions } from './permissions.ts'

type Implemented = Pick<
  Electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'clearCache'
  | 'protocol'
  | 'setSpellCheckerEnabled'
  | 'isSpellCheckerEnabled'
  | 'setUserAgent'
  | 'getUserAgent'
  | 'fetch'
  | 'isPersistent'
  | 'webRequest'
  | 'spellCheckerEnabled'
>

/** `session.defaultSession`, the only one there is. */
class HostSession extends StrictEmitter implements Implemented {
  readonly protocol = protocol as unknown as Electron.Protocol
  readonly fetch = net.fetch
  readonly webRequest = asElectron<Electron.WebRequest>(strict({}, 'session.webRequest'))
  spellCheckerEnabled = true
  readonly #permissions = new Permissions()
  #userAgent: string | null = null

  constructor() {
    super('session')
  }

  setPermissionRequestHandler(handler: Parameters<Electron.Session['setPermissionRequestHandler']>[0]): void {
    this.#permissions.request = handler
  }

  setPermissionCheckHandler(handler: Parameters<Electron.Session['setPermissionCheckHandler']>[0]): void {
    this.#permissions.check = handler
  }

  /** Recorded by doing nothing: Chromium offers no HID, serial or USB device without a person choosing it. */
  setDevicePermissionHandler(_handler: Parameters<Electron.Session['setDevicePermissionHandler']>[0]): void {}

  /** `null` only: Chromium's own picker cannot be answered from outside, and `getDisplayMedia` is denied. */
  setDisplayMediaRequestHandler(
    handler: Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0],
  ): void {
    if (handler) throw notImplemented('session.setDisplayMediaRequestHandler with a handler')
  }

  async clearCache(): Promise<void> {
    const [page] = pages.values()
    await page?._clearCache()
  }

  setSpellCheckerEnabled(enable: boolean): void {
    this.spellCheckerEnabled = enable
  }

  isSpellCheckerEnabled(): boolean {
    return this.spellCheckerEnabled
  }

  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent
  }

  getUserAgent(): string {
    return this.#userAgent ?? chromium().userAgent
  }

  isPersistent(): boolean {
    return false
  }

  /** The user agent that pages made from now on get, if the app has chosen one. */
  get _userAgent(): string | null {
    return this.#userAgent
  }

  /** Puts the running browser under the session's rules. */
  async _start(): Promise<void> {
    const { browser } = chromium()
    browser.on('Browser.downloadWillBegin', (download: { url: string; suggestedFilename: string }) => {
      const item = {
        getURL: () => toAppUrl(download.url),
        getFilename: () => download.suggestedFilename,
        cancel: () => {},
      }
      this.emit('will-download', createEvent({}), strict(item, 'downloadItem'), null)
    })
    await Promise.all([
      this.#permissions.start(browser),
      browser.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true }),
    ])
  }

  async _preparePermissions(contents: HostWebContents, url: string): Promise<void> {
    const address = toChromiumUrl(url)
    const { protocol: scheme, origin } = new URL(address)
    // Files and data: URLs have no origin that a permission could be given to.
    if (!isBuiltIn(url) || scheme === 'http:' || scheme === 'https:') {
      await this.#permissions.prepare(chromium().browser, contents, url, origin)
    }
  }
}

export const defaultSession = new HostSession()

/** The `session` module. */
export const session = strict(
  {
    defaultSession: asElectron<Electron.Session>(defaultSession),
    fromPartition(partition: string): Electron.Session {
      if (partition !== '') throw notImplemented(`session.fromPartition('${partition}')`)
      return asElectron<Electron.Session>(defaultSession)
    },
  } satisfies Pick<typeof Electron.Session, 'defaultSession' | 'fromPartition'>,
  'session',
)
