import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page, Request } from 'playwright'
import { beforeAll, describe, expect, test } from 'vitest'
import { cleanPage } from '../support/clean-page.ts'
import { emit, installBridge } from '../support/fake-bridge.ts'
import { layoutFaults, namelessControls, weakContrasts } from '../support/page-checks.ts'
import { serveAttachments } from '../support/page-server.ts'
import { rendererStage } from '../support/stage.ts'
import { settings } from '../support/views.ts'
import { encodeWav } from '../../../../src/shared/wav.ts'
import { HOTKEY_SCENES } from './hotkey-scenes.ts'
import { INTRODUCTION_SCENES } from './introduction-scenes.ts'
import { duskPng } from './picture.ts'
import { SCENES } from './scenes.ts'
import type { Scene } from './scenes.ts'

/*
 * Draws every state of the windows, takes a picture of each into test-results/gallery for people to look at, and checks
 * what can be checked without eyes: names of controls, contrast of text, nothing cut off or wider than the window.
 */

const FOLDER = fileURLToPath(new URL('../../../../test-results/gallery/', import.meta.url))

const PICTURE = { type: 'image/png', body: duskPng() }
const CLIP = fileURLToPath(new URL('../../../fixtures/clip.webm', import.meta.url))

const stage = rendererStage({
  extras: {
    '/attachment/pic': PICTURE,
    '/draft/pic': PICTURE,
    '/attachment/vid': { type: 'video/webm', body: readFileSync(CLIP) },
    '/attachment/snd': { type: 'audio/wav', body: encodeWav(new Int16Array(48_000), 16_000) },
  },
})

beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true })
})

async function show(scene: Scene, theme: 'light' | 'dark'): Promise<{ page: Page; problems: string[] }> {
  const viewport = scene.size ?? { width: 720, height: 720 }
  const page = await cleanPage(stage.browser, { viewport, colorScheme: theme })
  const loading = new Set<Request>()
  page.on('request', (request) => loading.add(request))
  page.on('requestfinished', (request) => loading.delete(request))
  page.on('requestfailed', (request) => loading.delete(request))
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    // An attachment that main can't fetch is a state of its own.
    if (message.type() === 'error' && !/\/attachment\/|^parley-file:/.test(message.location().url))
      problems.push(message.text())
  })
  const language = scene.language ?? 'en'
  await installBridge(page, {
    view: scene.view,
    settings: { ...(scene.settings ?? settings()), language },
    answers: scene.answers ?? {},
    ...(scene.platform === undefined ? {} : { platform: scene.platform }),
  })
  await serveAttachments(page, stage.origin)
  await page.goto(`${stage.origin}/chat/index.html`)
  await page.waitForSelector(scene.page === 'introduction' ? '.intro' : '.header')
  if (scene.page === 'settings') {
    await emit(page, 'chat.show', { view: 'settings' })
    await page.waitForSelector('.settings')
  }
  if (scene.section !== undefined) {
    await page.getByRole('heading', { name: scene.section }).scrollIntoViewIfNeeded()
  }
  if (scene.page === undefined && scene.view.turns.length > 0) {
    // The list measures its rows out of sight before it shows them.
    const shown = () => document.querySelector('.turn')?.checkVisibility({ visibilityProperty: true })
    await page.waitForFunction(shown)
  }
  await scene.act?.(page)
  do {
    await expect.poll(() => loading.size, { interval: 10 }).toBe(0)
    await page.evaluate(drawn)
  } while (loading.size > 0)
  return { page, problems }
}

/** In the page: waits until all that has come is there to be seen. */
async function drawn(): Promise<void> {
  const isThere = (media: HTMLMediaElement) =>
    media.preload !== 'metadata' ||
    media.error !== null ||
    (media.readyState >= media.HAVE_CURRENT_DATA && media.networkState !== media.NETWORK_LOADING)
  const isComplete = () =>
    document.querySelector('.draft-picture canvas[hidden]') === null &&
    [...document.querySelectorAll<HTMLMediaElement>('audio, video')].every(isThere)
  await document.fonts.ready
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
  // Twice: what one frame changes, the next one shows.
  for (let frame = 0; frame < 2 || !isComplete(); frame += 1)
    await new Promise((resolve) => requestAnimationFrame(resolve))
}

const shots = [...SCENES, ...HOTKEY_SCENES, ...INTRODUCTION_SCENES].flatMap((scene) => [
  { scene, theme: 'light' as const },
  ...(scene.dark ? [{ scene, theme: 'dark' as const }] : []),
])

describe('the windows in every state', () => {
  test.each(shots)('$scene.name in $theme', async ({ scene, theme }) => {
    const { page, problems } = await show(scene, theme)
    await page.screenshot({ path: `${FOLDER}${scene.name}-${theme}.png` })
    expect(problems).toEqual([])
    expect(await namelessControls(page)).toEqual([])
    expect(await layoutFaults(page)).toEqual([])
    expect(await weakContrasts(page)).toEqual([])
  })
})
