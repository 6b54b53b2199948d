import type { Page } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { failure } from '../../../../src/shared/failure.ts'
import { answer, callsOf, emit } from '../support/fake-bridge.ts'
import { openChat } from '../support/chat-page.ts'
import type { ChatPage } from '../support/chat-page.ts'
import { rendererStage } from '../support/stage.ts'
import { emptyView, settings } from '../support/views.ts'

/*
 * The introduction in a real Chromium, by keyboard where people would: what it asks of main, and where the focus goes.
 */

const stage = rendererStage()
let chat: ChatPage

afterEach(() => {
  expect(chat.problems).toEqual([])
})

const newcomer = settings({ introduced: false, language: 'en' })

async function open(change: Parameters<typeof openChat>[2] = {}): Promise<Page> {
  chat = await openChat(stage.browser, stage.origin, { settings: newcomer, ...change }, '.intro')
  return chat.page
}

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.textContent ?? document.activeElement?.tagName)
const goOn = (page: Page) => page.getByRole('button', { name: 'Continue' }).click()

test('can be gone through by keyboard alone: each step begins at its heading', async () => {
  const page = await open()
  expect(await focused(page)).toBe('Can Parley hear you?')
  expect(await page.locator('[aria-current=step]').textContent()).toBe('Microphone')
  for (const title of ['One key, anywhere', 'Who should answer?', 'Try it']) {
    await page.getByRole('button', { name: 'Continue' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe(title)
  }
  await page.getByRole('button', { name: 'Back' }).press('Enter')
  expect(await focused(page)).toBe('Who should answer?')
  expect(await callsOf(page, 'settings.set')).toEqual([])
  await goOn(page)
  await page.getByRole('button', { name: 'Start' }).press('Enter')
  expect(await callsOf(page, 'settings.set')).toEqual([{ introduced: true }])
})

test('can be skipped, is gone then, and comes back when it is asked for in the settings', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'Skip' }).click()
  expect(await callsOf(page, 'settings.set')).toEqual([{ introduced: true }])
  await emit(page, 'settings.changed', settings({ language: 'en' }))
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Show the introduction again' }).click()
  expect((await callsOf(page, 'settings.set')).at(-1)).toEqual({ introduced: false })
  await emit(page, 'settings.changed', newcomer)
  await page.getByRole('heading', { name: 'Can Parley hear you?' }).waitFor()
})

test('Escape throws away what is being said', async () => {
  const page = await open({ view: emptyView({ voice: 'listening' }) })
  await page.keyboard.press('Escape')
  expect(await callsOf(page, 'turn.cancelTalk')).toHaveLength(1)
})

test('does not stand in the way of a server that is only for this run', async () => {
  const profile = { id: 'environment', name: 'kiosk', kind: 'remote' as const }
  chat = await openChat(stage.browser, stage.origin, { settings: newcomer, view: emptyView({ profile }) })
  expect(await chat.page.locator('.intro').count()).toBe(0)
})

describe('the microphone', () => {
  test('is watched while its step shows, and let go after it', async () => {
    const page = await open()
    expect(await callsOf(page, 'microphone.watch')).toEqual([{ on: true }])
    const meter = page.getByRole('meter')
    expect(await meter.getAttribute('aria-valuenow')).toBe('0')
    for (let times = 0; times < 5; times++) await emit(page, 'microphone.level', { peak: 0.3 })
    expect(Number(await meter.getAttribute('aria-valuenow'))).toBeGreaterThan(60)
    await page.getByText('Parley hears you.').waitFor()
    await goOn(page)
    expect((await callsOf(page, 'microphone.watch')).at(-1)).toEqual({ on: false })
  })

  test('that is refused has its way out', async () => {
    const audio = { ...emptyView().audio, activeInput: null, problem: failure('MIC_DENIED', 'no') }
    const page = await open({ view: emptyView({ audio }) })
    await page.getByText('Allow it in the system’s privacy settings').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    expect(await callsOf(page, 'microphone.watch')).toEqual([{ on: true }, { on: true }])
  })

  test('can be another one', async () => {
    const page = await open()
    await page.getByLabel('Microphone', { exact: true }).selectOption('USB Headset')
    expect(await callsOf(page, 'settings.set')).toEqual([{ microphone: { label: 'USB Headset' } }])
  })
})

test('the talk key is tried while its step shows, and talks again after it', async () => {
  const page = await open()
  await goOn(page)
  expect(await callsOf(page, 'hotkey.test')).toEqual([{ on: true }])
  await page.getByText('Press it now', { exact: true }).waitFor()
  await emit(page, 'hotkey.test', { phase: 'down', heldMs: 0, gesture: null })
  await page.locator('.intro-key[data-down=true]').waitFor()
  await emit(page, 'hotkey.test', { phase: 'up', heldMs: 700, gesture: 'hold' })
  await page.getByText('It works.').waitFor()
  await page.locator('.intro-key[data-down=false]').waitFor()
  await goOn(page)
  expect((await callsOf(page, 'hotkey.test')).at(-1)).toEqual({ on: false })
})

describe('a server', () => {
  const works = {
    failure: null,
    certificate: null,
    server: { kind: 'astrbot', live: true, chat: true, files: true },
    ms: 42,
  }
  const fill = async (page: Page) => {
    await goOn(page)
    await goOn(page)
    await page.getByRole('radio', { name: 'An AstrBot server' }).check({ force: true })
    await page.getByRole('textbox', { name: 'Address' }).fill('https://bot.example:6185')
    await page.getByRole('textbox', { name: 'User name' }).fill('ada')
    await page.locator('input[type=password]').fill('abk_secret')
  }

  test('is tested before it is kept, and used then', async () => {
    const page = await open({ answers: { 'profile.test': { ok: true, data: works } } })
    await fill(page)
    await page.getByRole('button', { name: 'Test and use' }).click()
    await page.getByRole('heading', { name: 'Try it' }).waitFor()
    const [saved] = (await callsOf(page, 'profile.save')) as { profile: { id: string } }[]
    expect(saved).toMatchObject({
      profile: { name: 'bot.example:6185', baseUrl: 'https://bot.example:6185', username: 'ada' },
      secret: 'abk_secret',
    })
    expect(await callsOf(page, 'profile.select')).toEqual([{ id: saved?.profile.id }])
  })

  test('that does not work is not kept, and it is said why', async () => {
    const refused = { ...works, failure: failure('UNAUTHORIZED', 'no'), server: null }
    const page = await open({ answers: { 'profile.test': { ok: true, data: refused } } })
    await fill(page)
    await page.getByRole('button', { name: 'Test and use' }).click()
    await page.getByText('does not accept the key').waitFor()
    expect(await callsOf(page, 'profile.save')).toEqual([])

    await answer(page, 'profile.test', { ok: true, data: works })
    await page.getByRole('button', { name: 'Test and use' }).click()
    await page.getByRole('heading', { name: 'Try it' }).waitFor()
    expect(await callsOf(page, 'profile.save')).toHaveLength(1)
  })

  test('is not asked for when the local assistant is to answer', async () => {
    const page = await open()
    await goOn(page)
    await goOn(page)
    await page.getByRole('radio', { name: 'An AstrBot server' }).check({ force: true })
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByRole('radio', { name: 'Local assistant' }).isChecked()).toBe(true)
    await goOn(page)
    await page.getByRole('heading', { name: 'Try it' }).waitFor()
    expect(await callsOf(page, 'profile.test')).toEqual([])
  })
})
