import { setTimeout as delay } from 'node:timers/promises'
import { chromium } from 'playwright'
import type { Browser, Page } from 'playwright'
import type { AppView } from '../../src/shared/view.ts'
import type { LaunchedApp } from './launch-app.ts'

/** How long the app may take to open its windows, in ms; the first start of Chromium on a slow machine is most of it. */
const OPEN_DEADLINE_MS = 60_000
const POLL_MS = 50

/** The app's windows, seen from outside through Chromium's debugging port. */
export class AppWindows {
  readonly #browser: Browser
  readonly #app: LaunchedApp

  private constructor(browser: Browser, app: LaunchedApp) {
    this.#browser = browser
    this.#app = app
  }

  static async connect(app: LaunchedApp): Promise<AppWindows> {
    const deadline = Date.now() + OPEN_DEADLINE_MS
    for (;;) {
      try {
        return new AppWindows(
          await chromium.connectOverCDP(app.debuggerUrl, { noDefaults: true, isLocal: true }),
          app,
        )
      } catch (error) {
        if (Date.now() > deadline || app.process.exitCode !== null) {
          throw new Error(`The app did not open its debugging port.\n${app.output()}`, { cause: error })
        }
        await delay(POLL_MS)
      }
    }
  }

  /** The page of a window, waiting for it to be there. */
  page(window: 'chat' | 'voice'): Promise<Page> {
    return poll(`the ${window} window`, this.#app, () =>
      Promise.resolve(
        this.#browser
          .contexts()
          .flatMap((context) => context.pages())
          .find((page) => page.url().includes(`/${window}/index.html`)),
      ),
    )
  }

  /** What main says is so. */
  async view(): Promise<AppView> {
    const page = await this.page('chat')
    const answer = await page.evaluate(() => window.parley.invoke('view.get', undefined))
    if (!answer.ok) throw new Error(`view.get: ${answer.error.code} ${answer.error.message}`)
    return answer.data
  }

  /** Waits until the view is as wanted, and gives it. */
  until(what: string, wanted: (view: AppView) => boolean, timeoutMs = OPEN_DEADLINE_MS): Promise<AppView> {
    return poll(
      what,
      this.#app,
      async () => {
        const view = await this.view().catch(() => undefined)
        return view && wanted(view) ? view : undefined
      },
      timeoutMs,
    )
  }

  /** Leaves the app running. */
  async disconnect(): Promise<void> {
    await this.#browser.close()
  }
}

async function poll<T>(
  what: string,
  app: LaunchedApp,
  look: () => Promise<T | undefined>,
  timeoutMs = OPEN_DEADLINE_MS,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline || app.process.exitCode !== null) {
      throw new Error(`Waited in vain for ${what}.\n${app.output().slice(-4000)}`)
    }
    await delay(POLL_MS)
  }
}
