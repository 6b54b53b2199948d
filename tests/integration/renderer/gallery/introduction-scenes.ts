import type { Page } from 'playwright'
import { failure } from '../../../../src/shared/failure.ts'
import type { AppView } from '../../../../src/shared/view.ts'
import { emit } from '../support/fake-bridge.ts'
import { emptyView, settings, turn } from '../support/views.ts'
import type { Scene } from './scenes.ts'

/*
 * The introduction, step by step. Each picture is taken wide; those that matter most also dark, narrow and in Chinese.
 */

const narrow = { width: 360, height: 720 }
const newcomer = settings({ introduced: false })

/** Goes on to a step by the button at its foot. */
const goTo =
  (step: 1 | 2 | 3 | 4, then?: (page: Page) => Promise<unknown>): Scene['act'] =>
  async (page) => {
    for (let at = 1; at < step; at++) await page.locator('.intro-foot .button-primary').click()
    await then?.(page)
  }

const speak = async (page: Page) => {
  for (const peak of [0.02, 0.2, 0.3, 0.35, 0.3, 0.16]) await emit(page, 'microphone.level', { peak })
}

const scene = (name: string, act: Scene['act'], change: Partial<Scene> = {}): Scene => ({
  name: `intro-${name}`,
  page: 'introduction',
  view: emptyView(),
  settings: newcomer,
  size: { width: 780, height: 720 },
  ...(act ? { act } : {}),
  ...change,
})

const denied: AppView = emptyView({
  audio: { ...emptyView().audio, activeInput: null, problem: failure('MIC_DENIED', 'no') },
})
const chooseServer = async (page: Page) => {
  await page.getByRole('radio').nth(1).check({ force: true })
}
const failedTest = {
  'profile.test': {
    ok: true,
    data: { failure: failure('UNAUTHORIZED', 'no'), certificate: null, server: null, ms: 20 },
  },
}
const fillServer = async (page: Page) => {
  await chooseServer(page)
  const fields = page.locator('.profile-form .input')
  await fields.nth(0).fill('https://astrbot.example.org')
  await fields.nth(1).fill('ada')
  await fields.nth(2).fill('abk_not-a-key')
  await page.locator('.profile-form .button-primary').click()
  await page.locator('.test-result').waitFor()
  await page.locator('.test-result').scrollIntoViewIfNeeded()
}
const answered = emptyView({
  voice: 'speaking',
  turns: [
    turn('1', {
      state: 'speaking',
      input: { kind: 'voice', text: 'What time is it?', attachments: [], audioMs: 1400 },
      reply: { text: 'It is half past nine in the morning.', spoken: null, tools: [], attachments: [] },
    }),
  ],
})
const toggle = emptyView({
  hotkey: {
    ...emptyView().hotkey,
    mode: 'toggle',
    problem: failure('HOTKEY_DENIED', 'no'),
  },
})

/** Every step in every state that is worth a look. */
export const INTRODUCTION_SCENES: readonly Scene[] = [
  scene('microphone', speak, { dark: true }),
  scene('microphone-waiting', undefined, {
    view: emptyView({ audio: { ...emptyView().audio, activeInput: null } }),
  }),
  scene('microphone-denied', undefined, { view: denied, size: narrow, dark: true }),
  scene('microphone-chinese', speak, { language: 'zh-CN', size: narrow }),
  scene(
    'hotkey',
    goTo(2, (page) => emit(page, 'hotkey.test', { phase: 'down', heldMs: 0, gesture: null })),
    { dark: true },
  ),
  scene(
    'hotkey-works',
    goTo(2, (page) => emit(page, 'hotkey.test', { phase: 'up', heldMs: 900, gesture: 'hold' })),
    { size: narrow },
  ),
  scene('hotkey-toggle', goTo(2), { view: toggle, size: narrow, dark: true }),
  scene('hotkey-chinese', goTo(2), { language: 'zh-CN' }),
  scene('server', goTo(3), { dark: true }),
  scene('server-form', goTo(3, chooseServer), { size: { width: 780, height: 900 } }),
  scene('server-failed', goTo(3, fillServer), { answers: failedTest, size: { width: 360, height: 1000 } }),
  scene('server-chinese', goTo(3), { language: 'zh-CN', size: narrow, dark: true }),
  scene('ready', goTo(4)),
  scene('ready-answered', goTo(4), { view: answered, dark: true }),
  scene('ready-chinese', goTo(4), { language: 'zh-CN', size: narrow }),
]
