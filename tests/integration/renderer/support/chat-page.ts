import type { Browser, Page } from 'playwright'
import type { Settings } from '../../../../src/shared/settings.ts'
import type { AppView } from '../../../../src/shared/view.ts'
import { cleanPage } from './clean-page.ts'
import { installBridge } from './fake-bridge.ts'
import { serveAttachments } from './page-server.ts'
import { emptyView, settings } from './views.ts'

/** A chat window and what its console complained of. */
export interface ChatPage {
  readonly page: Page
  readonly problems: readonly string[]
}

/** Opens the chat window as main would show it. */
export async function openChat(
  browser: Browser,
  origin: string,
  start: { view?: AppView; settings?: Settings; answers?: Record<string, unknown>; platform?: string } = {},
  /** What tells that it is there. */
  landmark = '.header',
): Promise<ChatPage> {
  const page = await cleanPage(browser, { viewport: { width: 720, height: 640 } })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  await installBridge(page, {
    view: start.view ?? emptyView(),
    settings: start.settings ?? settings({ language: 'en' }),
    answers: start.answers ?? {},
    ...(start.platform === undefined ? {} : { platform: start.platform }),
  })
  await serveAttachments(page, origin)
  await page.goto(`${origin}/chat/index.html`)
  await page.waitForSelector(landmark)
  return { page, problems }
}
