import type { CdpSession } from '../cdp/connection.ts'
import { asElectron } from '../host.ts'
import type { HostWebContents } from '../web/web-contents.ts'

type RequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>
type CheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>
type Name = Parameters<RequestHandler>[1]

/** Chromium's permission (as in `navigator.permissions`) and what Electron's handlers are asked for it. */
const PERMISSIONS: { chromium: string; electron: Name; mediaType?: 'audio' | 'video' }[] = [
  { chromium: 'microphone', electron: 'media', mediaType: 'audio' },
  { chromium: 'camera', electron: 'media', mediaType: 'video' },
  { chromium: 'speaker-selection', electron: 'speaker-selection' },
  { chromium: 'geolocation', electron: 'geolocation' },
  { chromium: 'notifications', electron: 'notifications' },
  { chromium: 'midi', electron: 'midi' },
  { chromium: 'clipboard-read', electron: 'clipboard-read' },
  { chromium: 'clipboard-write', electron: 'clipboard-sanitized-write' },
  { chromium: 'idle-detection', electron: 'idle-detection' },
  { chromium: 'storage-access', electron: 'storage-access' },
  { chromium: 'window-management', electron: 'window-management' },
  { chromium: 'display-capture', electron: 'display-capture' },
  { chromium: 'pointer-lock', electron: 'pointerLock' },
  { chromium: 'keyboard-lock', electron: 'keyboardLock' },
]

/**
 * The app's permission handlers, as Chromium's own settings. Chromium cannot ask us when a page wants something, so the
 * handlers are asked when a document is about to load, for its origin; every other origin is denied everything.
 */
export class Permissions {
  request: RequestHandler | null = null
  check: CheckHandler | null = null

  /** Denies everything to everyone that {@link prepare} has not granted it to. */
  async start(browser: CdpSession): Promise<void> {
    await Promise.all(PERMISSIONS.map(({ chromium }) => this.#set(browser, chromium, 'denied')))
  }

  /** Settles what the origin of `appUrl` may do. `origin` is the same origin as Chromium knows it. */
  async prepare(
    browser: CdpSession,
    contents: HostWebContents,
    appUrl: string,
    origin: string,
  ): Promise<void> {
    await Promise.all(
      PERMISSIONS.map(async ({ chromium, electron, mediaType }) => {
        const granted = await this.#ask(contents, electron, mediaType, appUrl)
        await this.#set(browser, chromium, granted ? 'granted' : 'denied', origin)
      }),
    )
  }

  async #ask(
    contents: HostWebContents,
    name: Name,
    mediaType: 'audio' | 'video' | undefined,
    url: string,
  ): Promise<boolean> {
    const sender = asElectron<Electron.WebContents>(contents)
    const { protocol, host } = new URL(url)
    const securityOrigin = `${protocol}//${host}/`
    if (this.check) {
      const media = mediaType ? { mediaType, securityOrigin } : {}
      if (!this.check(sender, name, securityOrigin, { isMainFrame: true, requestingUrl: url, ...media }))
        return false
    }
    const handler = this.request
    if (!handler) return true
    const media = mediaType ? { mediaTypes: [mediaType], securityOrigin } : {}
    return new Promise((resolve) =>
      handler(sender, name, resolve, { isMainFrame: true, requestingUrl: url, ...media }),
    )
  }

  #set(browser: CdpSession, name: string, setting: 'granted' | 'denied', origin?: string): Promise<unknown> {
    return browser.send('Browser.setPermission', {
      permission: { name },
      setting,
      ...(origin ? { origin } : {}),
    })
  }
}
