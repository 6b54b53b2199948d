import type { Browser, Page } from 'playwright'

/** How a page is looked at. */
export interface Looks {
  /** In CSS pixels. */
  readonly viewport: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
}

const pages = new WeakMap<Browser, Page>()

/**
 * A page as if it were new, without motion. It is one window for one test after another: a window of its own needs a process of
 * its own, and to start that takes longer than most tests do. What outlives a document is put back: storage, what listens to the
 * page, and where the mouse is.
 */
export async function cleanPage(browser: Browser, { viewport, colorScheme = 'light' }: Looks): Promise<Page> {
  const page = pages.get(browser) ?? (await open(browser))
  for (const event of ['console', 'pageerror', 'request', 'requestfinished', 'requestfailed'])
    page.removeAllListeners(event)
  await page.context().clearPermissions()
  if (page.url() !== 'about:blank') {
    await page.mouse.move(0, 0)
    await page.evaluate(() => {
      localStorage.clear()
    })
  }
  await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce', forcedColors: null })
  return page
}

/** The next test gets another window: one that failed may have left a key or a button pressed. */
export async function discardPage(browser: Browser): Promise<void> {
  const page = pages.get(browser)
  pages.delete(browser)
  await page?.context().close()
}

async function open(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  pages.set(browser, page)
  return page
}
