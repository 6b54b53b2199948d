import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HUD_VIEWPORT, HudPage } from '../support/hud-page.ts'
import { layoutFaults, namelessControls, weakContrasts } from '../support/page-checks.ts'
import { rendererStage } from '../support/stage.ts'
import { PLAIN_CONFIG } from '../support/voice-page.ts'
import { HUD_SCENES } from './hud-scenes.ts'

/*
 * Draws the HUD in every state, on what may lie under it, takes a picture of each into test-results/gallery, and checks what
 * can be checked without eyes. With UPDATE_SCREENSHOTS=1 the picture for the README is replaced too.
 */

const file = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
const FOLDER = file('test-results/gallery/')
const QUESTION = file('resources/demo/question.wav')

/** What the HUD stands on in the pictures: a bright and a dark desktop. */
const DESKTOP = {
  light: 'linear-gradient(135deg, #e9e4da, #d5dfdd)',
  dark: 'linear-gradient(135deg, #1c2629, #0d1214)',
} as const
type Theme = keyof typeof DESKTOP

const stage = rendererStage({ microphone: QUESTION })

beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true })
})

/** A HUD that shows. */
async function open(theme: Theme, motion: 'reduce' | 'no-preference'): Promise<HudPage> {
  const hud = await HudPage.open(stage.browser, stage.origin, {
    colorScheme: theme,
    reducedMotion: motion,
    deviceScaleFactor: 2,
  })
  await hud.stage({ shown: true })
  return hud
}

describe.each(['light', 'dark'] as const)('the HUD in %s', (theme) => {
  let hud: HudPage
  beforeAll(async () => {
    hud = await open(theme, 'reduce')
    await hud.page.evaluate((background) => {
      document.documentElement.style.background = background
    }, DESKTOP[theme])
  })
  afterAll(async () => {
    await hud.close()
  })

  test.each(HUD_SCENES)('$name', async ({ name, view, settings, says }) => {
    await hud.show(view, settings)
    const { page } = hud
    await page.screenshot({ path: `${FOLDER}hud-${name}-${theme}.png` })
    expect(await page.locator('.hud-pill').innerText()).toContain(says)
    expect(hud.voice.problems).toEqual([])
    expect(await namelessControls(page)).toEqual([])
    expect(await layoutFaults(page)).toEqual([])
    expect(await weakContrasts(page)).toEqual([])
    // All of it is in the window, which clips what is not.
    const { top, bottom } = await page
      .locator('.hud-pill')
      .evaluate((pill) => pill.getBoundingClientRect().toJSON() as DOMRect)
    expect(top).toBeGreaterThanOrEqual(0)
    expect(bottom).toBeLessThanOrEqual(HUD_VIEWPORT.height)
  })
})

test('the HUD in the colours of a high-contrast theme', async () => {
  const hud = await open('dark', 'reduce')
  const { page } = hud
  await page.emulateMedia({ forcedColors: 'active' })
  for (const { name, view } of HUD_SCENES.filter((scene) => scene.shown)) {
    await hud.show(view)
    await page.screenshot({ path: `${FOLDER}hud-${name}-contrast.png` })
    expect(await weakContrasts(page)).toEqual([])
  }
  await hud.close()
})

// Sound takes its time, and the picture is for people only.
test.runIf(process.env.UPDATE_SCREENSHOTS)(
  'the picture of all states, with the sound that moves them',
  async () => {
    const pictures: Record<Theme, string[]> = { light: [], dark: [] }
    for (const theme of ['light', 'dark'] as const) {
      const hud = await open(theme, 'no-preference')
      await hud.voice.send({ type: 'configure', config: PLAIN_CONFIG })
      for (const { name, view, sound } of HUD_SCENES.filter((scene) => scene.shown)) {
        await hud.show(view)
        if (sound === 'microphone') await hud.voice.send({ type: 'capture-start', segment: name })
        if (sound === 'speaker') await hud.voice.play(1, 0, new Uint8Array(await readFile(QUESTION)))
        if (sound === 'microphone') await hud.voice.next('capture-started', { segment: name })
        if (sound === 'speaker') await hud.voice.next('chunk-started', { epoch: 1 })
        await hud.page.waitForTimeout(sound ? 900 : 400)
        const png = await hud.page.screenshot({ omitBackground: true })
        pictures[theme].push(png.toString('base64'))
        if (sound === 'microphone') await hud.voice.send({ type: 'capture-stop', segment: name })
        if (sound === 'speaker') await hud.voice.send({ type: 'silence', epoch: 1 })
      }
      expect(hud.voice.problems).toEqual([])
      await hud.close()
    }
    await compose(pictures)
    await copyFile(`${FOLDER}hud.png`, file('resources/screenshots/hud.png'))
  },
)

/** Puts the pictures side by side, a column for each theme. */
async function compose(pictures: Record<Theme, string[]>): Promise<void> {
  const page = await stage.browser.newPage({ viewport: { width: 880, height: 760 }, deviceScaleFactor: 2 })
  const column = (theme: Theme) =>
    `<section style="background:${DESKTOP[theme]};padding:14px 10px">${pictures[theme]
      .map((png) => `<img src="data:image/png;base64,${png}" width="${HUD_VIEWPORT.width}">`)
      .join('')}</section>`
  await page.setContent(
    `<style>body{margin:0;width:max-content}main{display:grid;grid-template-columns:auto auto}
    section{display:grid;justify-items:center}img{display:block;margin-block:-7px}</style>
    <main>${column('light')}${column('dark')}</main>`,
  )
  await page.locator('main').screenshot({ path: `${FOLDER}hud.png` })
  await page.close()
}
