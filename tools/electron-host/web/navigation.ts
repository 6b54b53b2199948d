import { EventEmitter } from 'node:events'
import type { CdpSession } from '../cdp/connection.ts'
import { protocol } from '../net/protocol.ts'
import { customScheme, toAppUrl, toChromiumUrl } from '../net/scheme-urls.ts'
import { LoadError } from './net-errors.ts'

interface Frame {
  id: string
  parentId?: string
  loaderId: string
  url: string
  urlFragment?: string
  unreachableUrl?: string
}

interface PausedRequest {
  requestId: string
  networkId?: string
  frameId: string
  resourceType: string
  request: { url: string; urlFragment?: string }
}

interface NavigationEvents {
  starting: [url: string, sameDocument: boolean]
  committed: [url: string]
  'in-page': [url: string]
  'dom-ready': []
  painted: []
  finished: []
  failed: [error: LoadError]
  stopped: []
}

/** What the app has to say about navigations. URLs are in the app's form. */
export interface NavigationPolicy {
  /** False keeps the page where it is; asked only for navigations that the app did not start itself. */
  allow(url: string, redirect: boolean): boolean
  /** Called before a document of this URL is fetched. */
  prepare(url: string): Promise<void>
}

/**
 * What a page loads from a custom scheme is sent to where that scheme is served. A redirect, because Chromium reads media in
 * ranges only from where it knows HTTP to be; the page still sees its own URL.
 */
function redirectToServer(requestId: string, url: string): object {
  const responseHeaders = [
    { name: 'location', value: toChromiumUrl(url) },
    { name: 'cache-control', value: 'no-store' },
  ]
  return { requestId, responseCode: 307, responseHeaders }
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '')
}

/** The navigations of a window's top frame: starts them, watches them, and lets the app refuse those of the page. */
export class Navigation extends EventEmitter<NavigationEvents> {
  /** The current document's URL in the app's form; '' before the first one. */
  url = ''
  loading = false
  readonly #session: CdpSession
  readonly #policy: NavigationPolicy
  readonly #mainFrameId: string
  /** URL of the navigation that the app itself has started, without its fragment. */
  #expected: string | null = null
  readonly #allowed = new Set<string>()
  #failedDocument = false
  #settle: ((error: LoadError | null) => void) | null = null
  #loads = 0

  constructor(session: CdpSession, mainFrameId: string, policy: NavigationPolicy) {
    super()
    this.#session = session
    this.#mainFrameId = mainFrameId
    this.#policy = policy
    session.on('Fetch.requestPaused', (event: PausedRequest) => void this.#paused(event))
    session.on(
      'Page.frameStartedNavigating',
      (event: { frameId: string; url: string; navigationType: string }) => {
        if (event.frameId === mainFrameId)
          this.emit('starting', toAppUrl(event.url), /sameDocument/i.test(event.navigationType))
      },
    )
    session.on('Page.frameNavigated', ({ frame }: { frame: Frame }) => this.#navigated(frame))
    session.on('Page.navigatedWithinDocument', (event: { frameId: string; url: string }) => {
      if (event.frameId !== mainFrameId) return
      this.url = toAppUrl(event.url)
      this.emit('in-page', this.url)
    })
    session.on('Page.domContentEventFired', () => this.#inDocument() && this.emit('dom-ready'))
    session.on('Page.lifecycleEvent', (event: { frameId: string; name: string }) => {
      if (event.frameId === mainFrameId && event.name === 'firstPaint' && this.#inDocument())
        this.emit('painted')
    })
    session.on('Page.loadEventFired', () => this.#inDocument() && this.#finished())
    session.on('Page.frameStoppedLoading', (event: { frameId: string }) => {
      if (event.frameId !== mainFrameId || !this.loading || this.#settle) return
      this.loading = false
      this.emit('stopped')
    })
    session.on('closed', () => this.#end(new LoadError('ERR_ABORTED', this.url)))
  }

  /** Resolves when the page has loaded; rejects with a {@link LoadError}. */
  async load(url: string): Promise<void> {
    this.#end(new LoadError('ERR_ABORTED', url))
    this.loading = true
    const outcome = new Promise<LoadError | null>((resolve) => (this.#settle = resolve))
    await this.#start(url, ++this.#loads)
    const error = await outcome
    if (error) throw error
  }

  async reload(ignoreCache: boolean): Promise<void> {
    this.#expected = withoutFragment(toChromiumUrl(this.url))
    await this.#policy.prepare(this.url)
    this.loading = true
    await this.#session.send('Page.reload', { ignoreCache })
  }

  async #start(url: string, load: number): Promise<void> {
    const scheme = customScheme(url)
    if (!URL.canParse(url)) {
      this.#fail(new LoadError('ERR_INVALID_URL', url))
      return
    }
    if (scheme && !protocol.isProtocolHandled(scheme)) {
      this.#fail(new LoadError('ERR_UNKNOWN_URL_SCHEME', url))
      return
    }
    const address = toChromiumUrl(url)
    this.#expected = withoutFragment(new URL(address).href)
    await this.#policy.prepare(url)
    if (load !== this.#loads) return
    const result = await this.#session.send<{ errorText?: string; loaderId?: string }>('Page.navigate', {
      url: address,
    })
    // A newer load has taken over, and has settled this one.
    if (load !== this.#loads) return
    if (result.errorText) this.#fail(new LoadError(result.errorText, url))
    // Only the fragment changed: no document will load.
    else if (!result.loaderId) this.#finished()
  }

  #fail(error: LoadError): void {
    this.#expected = null
    this.loading = false
    // A newer navigation took over; the page is still fine.
    if (error.code !== 'ERR_ABORTED') this.emit('failed', error)
    this.#end(error)
  }

  #finished(): void {
    this.loading = false
    this.emit('finished')
    this.#end(null)
    this.emit('stopped')
  }

  #end(error: LoadError | null): void {
    const settle = this.#settle
    this.#settle = null
    settle?.(error)
  }

  #inDocument(): boolean {
    return this.url !== '' && !this.#failedDocument
  }

  #navigated(frame: Frame): void {
    if (frame.parentId !== undefined || frame.id !== this.#mainFrameId) return
    this.#allowed.clear()
    const { unreachableUrl } = frame
    this.#failedDocument = unreachableUrl !== undefined
    if (unreachableUrl !== undefined) {
      // Chromium's error page. A failed load of the app's own is reported where it was started.
      if (!this.#settle) this.#fail(new LoadError('ERR_FAILED', toAppUrl(unreachableUrl)))
      return
    }
    this.url = toAppUrl(frame.url + (frame.urlFragment ?? ''))
    this.loading = true
    this.emit('committed', this.url)
  }

  async #paused({ requestId, networkId, frameId, resourceType, request }: PausedRequest): Promise<void> {
    const proceed = (): void => this.#session.post('Fetch.continueRequest', { requestId })
    if (resourceType !== 'Document') {
      this.#session.post('Fetch.fulfillRequest', redirectToServer(requestId, request.url))
      return
    }
    if (frameId !== this.#mainFrameId) {
      proceed()
      return
    }
    const redirect = networkId !== undefined && this.#allowed.has(networkId)
    const expected = !redirect && withoutFragment(request.url) === this.#expected
    if (expected) this.#expected = null
    const url = toAppUrl(request.url + (request.urlFragment ?? ''))
    if (!expected && !this.#policy.allow(url, redirect)) {
      this.#session.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
      return
    }
    if (networkId !== undefined) this.#allowed.add(networkId)
    if (!expected) await this.#policy.prepare(url)
    proceed()
  }
}
