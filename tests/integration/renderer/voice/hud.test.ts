import { afterEach, describe, expect, test } from 'vitest'
import { failure } from '../../../../src/shared/failure.ts'
import type { AppView, TurnView } from '../../../../src/shared/view.ts'
import { callsOf } from '../support/fake-bridge.ts'
import { HudPage } from '../support/hud-page.ts'
import { rendererStage } from '../support/stage.ts'
import { emptyView, settings, turn } from '../support/views.ts'
import { PLAIN_CONFIG } from '../support/voice-page.ts'

/*
 * The HUD in a real Chromium: when it draws and when it does nothing, and what of it takes the mouse. Its microphone is
 * Chromium's own, which beeps.
 */

const stage = rendererStage()
let hud: HudPage

afterEach(async () => {
  expect(hud.voice.problems).toEqual([])
  await hud.close()
})

type Counted = typeof globalThis & { asked: number; drawn: number; widest: number }

/** Opens the HUD's page, and counts its frames and pictures; `widest` is the widest picture of the orb, in pixels. */
async function open(reducedMotion: 'reduce' | 'no-preference' = 'no-preference'): Promise<void> {
  hud = await HudPage.open(stage.browser, stage.origin, { reducedMotion }, () => {
    const counted = globalThis as Counted
    Object.assign(counted, { asked: 0, drawn: 0, widest: 0 })
    const request = counted.requestAnimationFrame.bind(counted)
    counted.requestAnimationFrame = (callback) => {
      counted.asked += 1
      return request(callback)
    }
    const { clearRect } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.clearRect = function (x, y, width, height) {
      // The picture of before is whole now. Its body is what is not see-through.
      const middle = this.getImageData(0, Math.floor(height / 2), width, 1).data
      const body = middle.filter((value, index) => index % 4 === 3 && value > 220).length
      counted.widest = Math.max(counted.widest, body)
      counted.drawn += 1
      clearRect.call(this, x, y, width, height)
    }
  })
}

const counts = () =>
  hud.page.evaluate(() => {
    const { asked, drawn, widest } = globalThis as Counted
    return { asked, drawn, widest }
  })

/** Waits a moment in the page, and tells how many pictures were drawn and frames asked for in it. */
async function during(ms: number): Promise<{ asked: number; drawn: number }> {
  const before = await counts()
  await hud.page.waitForTimeout(ms)
  const after = await counts()
  return { asked: after.asked - before.asked, drawn: after.drawn - before.drawn }
}

const talking = (voice: AppView['voice'], change: Partial<TurnView> = {}): AppView =>
  emptyView({ voice, turns: [turn('1', { endedAt: null, ...change })] })

async function listen(): Promise<void> {
  await hud.show(talking('listening'))
  await hud.voice.send({ type: 'configure', config: PLAIN_CONFIG })
  await hud.voice.send({ type: 'capture-start', segment: 'a' })
  await hud.voice.next('capture-started', { segment: 'a' })
}

const untilWide = (pixels: number) =>
  hud.page.waitForFunction((wanted) => (globalThis as Counted).widest > wanted, pixels, { polling: 50 })

describe('drawing', () => {
  test('follows the voice while it shows, and not at all while it is hidden or nothing happens', async () => {
    await open()
    await listen()
    expect(await during(400)).toEqual({ asked: 0, drawn: 0 })

    await hud.stage({ shown: true })
    await hud.page.waitForFunction(() => (globalThis as Counted).drawn > 10)
    const { widest } = await counts()
    // At rest the body is 0.88 of its size; a beep makes it a fifth wider.
    await untilWide(Math.max(30, widest))

    await hud.show(talking('idle', { state: 'done' }))
    await hud.page.waitForTimeout(1000)
    expect(await during(400)).toEqual({ asked: 0, drawn: 0 })

    await hud.show(talking('thinking'))
    expect((await during(400)).drawn).toBeGreaterThan(3)
    await hud.stage({ shown: false })
    expect(await during(400)).toEqual({ asked: 0, drawn: 0 })
  })

  test('never animates with reduced motion, and still shows the loudness', async () => {
    await open('reduce')
    await listen()
    await hud.stage({ shown: true })
    await untilWide(30)
    const { asked, drawn } = await during(1000)
    expect(asked).toBe(0)
    expect(drawn).toBeLessThanOrEqual(5)
    await hud.show(talking('thinking'))
    expect(await during(400)).toEqual({ asked: 0, drawn: 0 })
  })
})

describe('the mouse', () => {
  const places = async () => (await callsOf(hud.page, 'hud.areas')) as { areas: { width: number }[] }[]

  test('has the orb to drag, and a button only while there is something to stop', async () => {
    await open('reduce')
    await hud.stage({ shown: true })
    await hud.show(talking('failed'))
    await expect.poll(async () => (await places()).at(-1)?.areas.length).toBe(1)
    await hud.show(talking('listening'))
    await expect.poll(async () => (await places()).at(-1)?.areas.length).toBe(2)
    await hud.page.getByRole('button', { name: 'Cancel' }).click()
    expect(await callsOf(hud.page, 'turn.cancelTalk')).toHaveLength(1)
    await hud.show(talking('speaking'))
    await hud.page.getByRole('button', { name: 'Stop the answer' }).click()
    expect(await callsOf(hud.page, 'turn.interrupt')).toHaveLength(1)
    await hud.show(talking('interrupted'))
    await expect.poll(async () => (await places()).at(-1)?.areas.length).toBe(1)
  })

  test('drags the window by the orb, from the press to the release', async () => {
    await open('reduce')
    await hud.stage({ shown: true })
    await hud.show(talking('thinking'))
    const { mouse } = hud.page
    const box = await hud.page.locator('.hud-grip').boundingBox()
    if (!box) throw new Error('no orb')
    await mouse.move(box.x + 20, box.y + 20)
    expect(await callsOf(hud.page, 'hud.drag')).toEqual([])
    await mouse.down()
    await mouse.move(box.x + 40, box.y + 25)
    await mouse.up()
    await mouse.move(box.x + 60, box.y + 25)
    expect(await callsOf(hud.page, 'hud.drag')).toEqual([
      { phase: 'start', grip: { x: box.x + 20, y: box.y + 20 } },
      { phase: 'move' },
      { phase: 'end' },
    ])
  })
})

test('the pill grows away from the edge of the screen that it is at', async () => {
  await open('reduce')
  await hud.stage({ shown: true })
  const box = async (place: 'bottom' | 'top-left') => {
    await hud.show(emptyView(), settings({ hud: { place, at: { x: 0.5, y: 0.5 } } }))
    return hud.page.locator('.hud-pill').boundingBox()
  }
  const bottom = await box('bottom')
  const corner = await box('top-left')
  expect(corner?.x).toBeLessThan(bottom?.x ?? 0)
  expect(corner?.y).toBeLessThan(bottom?.y ?? 0)
})

test('a way out is read from its beginning, however long it is', async () => {
  await open('reduce')
  await hud.stage({ shown: true })
  await hud.show(talking('failed', { failure: failure('MIC_DENIED', 'no') }))
  const text = hud.page.getByText('Allow it in the system’s privacy settings')
  const start = await text.evaluate((element) => {
    const range = document.createRange()
    range.setStart(element.firstChild ?? element, 0)
    range.setEnd(element.firstChild ?? element, 5)
    const box = element.closest('.hud-words')?.getBoundingClientRect()
    return range.getBoundingClientRect().top - (box?.top ?? Number.NaN)
  })
  // A line is 19 px high, and its letters may stand out of it a little.
  expect(start).toBeGreaterThan(-5)
  expect(await text.evaluate((element) => element.closest('.hud-words')?.clientHeight)).toBeLessThan(40)
})
