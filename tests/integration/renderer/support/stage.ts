import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { buildRenderer } from './built-renderer.ts'
import { launchChromium } from './chromium.ts'
import { discardPage } from './clean-page.ts'
import { servePages } from './page-server.ts'
import type { Extra } from './page-server.ts'

/** The renderer as it ships, served on loopback, and a real Chromium that is open for all tests of a file. */
export interface Stage {
  readonly browser: Browser
  /** The address of the pages' server. */
  readonly origin: string
}

export interface StageOptions {
  /** What is served beside the pages, by path; may be added to later. */
  readonly extras?: Readonly<Record<string, Extra>>
  /** The WAV file that the microphone plays once; by default Chromium's beeps. */
  readonly microphone?: string
}

/** Registers the hooks of a test file. What it gives is there from the first hook that is registered after it. */
export function rendererStage({ extras, microphone }: StageOptions = {}): Stage {
  let built: Awaited<ReturnType<typeof buildRenderer>>
  let server: Awaited<ReturnType<typeof servePages>>
  let browser: Browser

  beforeAll(async () => {
    built = await buildRenderer()
    server = await servePages(built.folder, extras)
    browser = await launchChromium(microphone)
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await discardPage(browser)
  })

  afterAll(async () => {
    await browser.close()
    await server.close()
    await built.remove()
  })

  return {
    get browser() {
      return browser
    },
    get origin() {
      return server.origin
    },
  }
}
