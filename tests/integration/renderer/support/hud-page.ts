import type { Browser, BrowserContextOptions } from 'playwright'
import type { Settings } from '../../../../src/shared/settings.ts'
import type { AppView } from '../../../../src/shared/view.ts'
import { answer, emit } from './fake-bridge.ts'
import { settings } from './views.ts'
import { VoicePage } from './voice-page.ts'

/** Size of the HUD's window. */
export const HUD_VIEWPORT = { width: 408, height: 112 }

/** The HUD as main shows it: its page, and what main tells it. */
export class HudPage {
  readonly voice: VoicePage
  #seq = 0

  private constructor(voice: VoicePage) {
    this.voice = voice
  }

  /** Opens the HUD's page, hidden as it is in the app; `before` runs in the page ahead of its scripts. */
  static async open(
    browser: Browser,
    origin: string,
    options: BrowserContextOptions = {},
    before?: () => void,
  ): Promise<HudPage> {
    const context = await browser.newContext({ viewport: HUD_VIEWPORT, locale: 'en-US', ...options })
    return new HudPage(await VoicePage.open(context, origin, before))
  }

  get page(): VoicePage['page'] {
    return this.voice.page
  }

  stage(stage: { shown: boolean; reached?: boolean }): Promise<void> {
    return emit(this.page, 'hud.stage', { reached: false, ...stage })
  }

  /** Shows another state: the page finds that it missed something, and asks for the view again. */
  async show(view: AppView, chosen: Settings = settings()): Promise<void> {
    this.#seq += 10
    await emit(this.page, 'settings.changed', chosen)
    await answer(this.page, 'view.get', { ok: true, data: { ...view, seq: this.#seq } })
    await emit(this.page, 'view.patch', { seq: this.#seq })
    // The answers come in microtasks.
    await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }
}
