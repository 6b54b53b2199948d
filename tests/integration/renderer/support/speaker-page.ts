import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { soundRange } from '../voice/audio.ts'
import { buildRenderer } from './built-renderer.ts'
import { servePages } from './page-server.ts'
import { PLAIN_CONFIG, VoicePage } from './voice-page.ts'

/** A fresh voice window for each test of a file, with what reaches the speaker recorded from the beginning. */
export interface SpeakerPage {
  readonly voice: VoicePage
  readonly origin: string
  readonly browser: Browser
  /** What was heard until now, with a moment of silence on both sides; nothing is recorded any more. */
  recorded(): Promise<{ samples: Float32Array; sampleRate: number }>
}

/** Registers the hooks of a test file. `launch` opens the browser; `before` runs in each page ahead of its scripts;
 * `expected` are errors that a page's console may show. */
export function speakerPage(
  launch: () => Promise<Browser>,
  before?: () => void,
  expected = /^$/,
): SpeakerPage {
  let built: Awaited<ReturnType<typeof buildRenderer>>
  let server: Awaited<ReturnType<typeof servePages>>
  let browser: Browser
  let voice: VoicePage

  beforeAll(async () => {
    built = await buildRenderer()
    server = await servePages(built.folder)
    browser = await launch()
  })

  afterAll(async () => {
    await browser.close()
    await server.close()
    await built.remove()
  })

  beforeEach(async () => {
    voice = await VoicePage.open(browser, server.origin, before)
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.send({ type: 'tap', on: true })
  })

  afterEach(async () => {
    expect(voice.problems.filter((problem) => !expected.test(problem))).toEqual([])
    await voice.page.close()
  })

  return {
    get voice() {
      return voice
    },
    get origin() {
      return server.origin
    },
    get browser() {
      return browser
    },
    async recorded() {
      const { samples, sampleRate } = await voice.tapped()
      const { first, last } = soundRange(samples)
      return { samples: samples.slice(Math.max(0, first - 64), last + 64), sampleRate }
    },
  }
}
