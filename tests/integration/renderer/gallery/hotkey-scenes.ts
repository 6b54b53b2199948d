import type { Page } from 'playwright'
import { failure } from '../../../../src/shared/failure.ts'
import type { HotkeySnapshot } from '../../../../src/shared/view.ts'
import { emit } from '../support/fake-bridge.ts'
import { emptyView } from '../support/views.ts'
import type { Scene } from './scenes.ts'

const size = { width: 760, height: 720 }
const narrow = { width: 360, height: 900 }

const works: HotkeySnapshot = {
  accelerator: 'Control+Alt+Space',
  mode: 'hold',
  doubleTap: true,
  trigger: null,
  problem: null,
}

const scene = (name: string, hotkey: HotkeySnapshot, more: Partial<Scene> = {}): Scene => ({
  name,
  view: emptyView({ hotkey }),
  page: 'settings',
  section: 'Talk key',
  size,
  ...more,
})

const answers = {
  'hotkey.check': { ok: true, data: { failure: null, reason: 'back-forward' } },
  'hotkey.choose': {
    ok: true,
    data: { failure: failure('HOTKEY_CONFLICT', 'taken'), reason: null },
  },
  'hotkey.command': { ok: true, data: { command: '/opt/Parley/parley' } },
}

/** Presses a key into the recorder. */
const record = async (page: Page): Promise<void> => {
  await page.locator('.recorder button').click()
  await page.keyboard.press('Control+F8')
}

const hold = async (page: Page): Promise<void> => {
  await page.locator('.trial button').click()
  await emit(page, 'hotkey.test', { phase: 'held', heldMs: 250, gesture: null })
}

/** The talk key's settings: a warning, a conflict, a test, and desktops that give out keys themselves or none. */
export const HOTKEY_SCENES: readonly Scene[] = [
  scene('hotkey-warned', works, { answers, act: record, dark: true }),
  scene('hotkey-warned-narrow-chinese', works, {
    answers,
    act: record,
    size: narrow,
    language: 'zh-CN',
    section: '说话键',
  }),
  scene('hotkey-conflict', works, {
    answers: { ...answers, 'hotkey.check': { ok: true, data: { failure: null, reason: null } } },
    act: record,
  }),
  scene('hotkey-trial', works, { act: hold, dark: true }),
  scene('hotkey-trial-narrow', works, { act: hold, size: narrow }),
  scene('hotkey-portal', { ...works, trigger: 'Press <Control><Alt>space' }),
  scene(
    'hotkey-none',
    { ...works, mode: 'none', doubleTap: false, problem: failure('HOTKEY_UNSUPPORTED', 'no') },
    { answers, dark: true },
  ),
  scene(
    'hotkey-none-narrow-chinese',
    { ...works, mode: 'none', doubleTap: false, problem: failure('HOTKEY_REFUSED', 'no') },
    { answers, size: narrow, language: 'zh-CN', section: '说话键' },
  ),
]
