import type { Page } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { failure } from '../../../../src/shared/failure.ts'
import type { Settings } from '../../../../src/shared/settings.ts'
import type { AppView } from '../../../../src/shared/view.ts'
import { openChat } from '../support/chat-page.ts'
import { answer, callsOf, emit } from '../support/fake-bridge.ts'
import { rendererStage } from '../support/stage.ts'
import { emptyView, settings } from '../support/views.ts'

const stage = rendererStage()
let page: Page
let problems: readonly string[] = []

afterEach(() => {
  expect(problems).toEqual([])
})

const HOME: Settings['profiles'][number] = {
  id: 'home',
  name: 'Home server',
  kind: 'remote',
  baseUrl: 'https://astrbot.example.org',
  username: 'ada',
  signIn: 'api-key',
  account: '',
  pinnedCertificate: null,
}

async function open(change: Partial<Settings> = {}, view: Partial<AppView> = {}): Promise<void> {
  const saved = settings({ language: 'en', ...change })
  const chat = await openChat(stage.browser, stage.origin, {
    view: emptyView(view),
    settings: saved,
    answers: {
      'settings.set': { ok: true, data: saved },
      'profile.save': { ok: true, data: saved },
      'profile.select': { ok: true, data: saved },
      'profile.hasSecret': { ok: true, data: { stored: true } },
      'hotkey.check': { ok: true, data: { failure: null, reason: null } },
      'hotkey.choose': { ok: true, data: { failure: null, reason: null } },
      'hotkey.command': { ok: true, data: { command: '/opt/Parley/parley' } },
    },
  })
  page = chat.page
  problems = chat.problems
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
}

describe('servers', () => {
  test('one can be added, tested and used; its key goes out and is never shown', async () => {
    await open()
    await answer(page, 'profile.test', {
      ok: true,
      data: {
        failure: null,
        certificate: null,
        server: { kind: 'astrbot', live: true, chat: true, files: false },
        ms: 87.4,
      },
    })
    await page.getByRole('button', { name: 'Add a server' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Home')
    await page.getByLabel('Address').fill(' https://astrbot.example.org ')
    await page.getByLabel('User name').fill('ada')
    await page.getByRole('textbox', { name: 'API key' }).fill('abk_secret')
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('Works. Connected in 87 ms.').waitFor()
    await page.getByText('Server: AstrBot').waitFor()
    await page.getByText('Files: not available').waitFor()
    expect(await page.getByRole('textbox', { name: 'API key' }).getAttribute('type')).toBe('password')
    await page.getByRole('button', { name: 'Save and use' }).click()
    await page.getByRole('button', { name: 'Add a server' }).waitFor()
    const [saved] = (await callsOf(page, 'profile.save')) as [{ profile: { id: string }; secret: string }]
    expect(saved).toMatchObject({
      profile: { name: 'Home', baseUrl: 'https://astrbot.example.org', username: 'ada', kind: 'remote' },
      secret: 'abk_secret',
    })
    expect(await callsOf(page, 'profile.select')).toEqual([{ id: saved.profile.id }])
  })

  test('a stored key is not shown and not overwritten by an empty field', async () => {
    await open({ profiles: [HOME] })
    await page.getByRole('button', { name: 'Edit Home server' }).click()
    await page.getByText('Stored in the keychain. Leave empty to keep it.').waitFor()
    expect(await page.getByRole('textbox', { name: 'API key' }).inputValue()).toBe('')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => callsOf(page, 'profile.save')).toEqual([{ profile: HOME }])
  })

  test('what is missing or wrong is said at its field', async () => {
    await open()
    await page.getByRole('button', { name: 'Add a server' }).click()
    await page.getByLabel('Address').fill('astrbot.local')
    await page.getByRole('button', { name: 'Save and use' }).click()
    await page.getByText('Enter an address that starts with https:// or http://.').waitFor()
    expect(await page.getByText('Needed').count()).toBe(2)
    expect(
      await page
        .getByLabel('Name', { exact: true })
        .evaluate((element) => element === document.activeElement),
    ).toBe(true)
    expect(await page.getByLabel('Address').getAttribute('aria-invalid')).toBe('true')
    expect(await callsOf(page, 'profile.save')).toEqual([])
  })

  test('an address without TLS is warned of', async () => {
    await open()
    await page.getByRole('button', { name: 'Add a server' }).click()
    await page.getByLabel('Address').fill('http://192.168.1.7:6185')
    await page.getByText('Without https, others on the network can read').waitFor()
  })

  test('a test that failed says why', async () => {
    await open({ profiles: [HOME] })
    const failed = { failure: failure('UNAUTHORIZED', '401'), certificate: null, server: null, ms: 12 }
    await answer(page, 'profile.test', { ok: true, data: failed })
    await page.getByRole('button', { name: 'Edit Home server' }).click()
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('The server does not accept the key.').waitFor()
  })

  test('signing in by account asks for its name and password', async () => {
    await open()
    await page.getByRole('button', { name: 'Add a server' }).click()
    await page.getByRole('radio', { name: 'Account' }).check()
    await page.getByLabel('Account name').fill('admin')
    await page.getByLabel('Password').fill('pw')
    expect(await page.getByLabel('Password').getAttribute('type')).toBe('password')
  })

  test('one is removed only after a question', async () => {
    await open({ profiles: [HOME] })
    await page.getByRole('button', { name: 'Remove Home server' }).click()
    await page.getByText('Remove Home server and its stored key?').waitFor()
    expect(await callsOf(page, 'profile.remove')).toEqual([])
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    expect(await callsOf(page, 'profile.remove')).toEqual([{ id: 'home' }])
  })
})

describe('a certificate of one’s own', () => {
  const SHA256 = 'ab12'.repeat(16)
  const OTHER = 'ef90'.repeat(16)
  const works = {
    failure: null,
    certificate: null,
    server: { kind: 'parley', live: true, chat: true, files: true },
    ms: 40,
  }
  const refused = (sha256: string, isChanged: boolean) => ({
    failure: failure('TLS_FAILED', 'self-signed'),
    certificate: { sha256, isChanged },
    server: null,
    ms: 12,
  })
  const tests = (data: object) => answer(page, 'profile.test', { ok: true, data })
  const tested = async () =>
    (await callsOf(page, 'profile.test')).map(
      (call) => (call as { profile: typeof HOME }).profile.pinnedCertificate,
    )
  const save = () => page.getByRole('button', { name: 'Save', exact: true }).click()
  const pinned = () => page.getByText('You trust this certificate.')

  async function edit(pinnedCertificate: string | null): Promise<void> {
    await open({ profiles: [{ ...HOME, baseUrl: 'https://home.lan:6185', pinnedCertificate }] })
    await page.getByRole('button', { name: 'Edit Home server' }).click()
  }

  test('is shown to be compared, and trusted for this server only when a person says so', async () => {
    await edit(null)
    await tests(refused(SHA256, false))
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('The certificate of home.lan:6185 can’t be verified.').waitFor()
    expect(await page.locator('.fingerprint code').textContent()).toBe(Array(16).fill('AB12').join(' '))
    expect(await pinned().count()).toBe(0)
    await tests(works)
    await page.getByRole('button', { name: 'Trust this certificate for this server' }).click()
    await page.getByText('Works. Connected in 40 ms.').waitFor()
    await pinned().waitFor()
    expect(await tested()).toEqual([null, SHA256])
    // Trusting keeps nothing: saving does.
    expect(await callsOf(page, 'profile.save')).toEqual([])
    await save()
    await expect
      .poll(() => callsOf(page, 'profile.save'))
      .toMatchObject([{ profile: { id: 'home', pinnedCertificate: SHA256 } }])
  })

  test('that is another one than before is an alarm, and the old one stays trusted', async () => {
    await edit(OTHER)
    await tests(refused(SHA256, true))
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    const alarm = page.getByRole('alert')
    await alarm.getByText('home.lan:6185 shows another certificate than the one you trusted').waitFor()
    expect(await page.locator('.fingerprint code').allTextContents()).toEqual(
      ['EF90', 'AB12'].map((group) => Array(16).fill(group).join(' ')),
    )
    await save()
    await expect
      .poll(() => callsOf(page, 'profile.save'))
      .toMatchObject([{ profile: { pinnedCertificate: OTHER } }])
  })

  test('can be replaced by the new one', async () => {
    await edit(OTHER)
    await tests(refused(SHA256, true))
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await tests(works)
    await page.getByRole('button', { name: 'Trust the new certificate instead' }).click()
    await page.getByText('Works.').waitFor()
    expect(await tested()).toEqual([OTHER, SHA256])
  })

  test('is trusted no more when a person takes that back', async () => {
    await edit(SHA256)
    await page.getByRole('button', { name: 'Stop trusting it' }).click()
    await pinned().waitFor({ state: 'detached' })
    await save()
    await expect
      .poll(() => callsOf(page, 'profile.save'))
      .toMatchObject([{ profile: { pinnedCertificate: null } }])
  })

  test('was trusted for its address: another address is another server', async () => {
    await edit(SHA256)
    await page.getByLabel('Address').fill('https://elsewhere.lan')
    await pinned().waitFor({ state: 'detached' })
    await save()
    await expect
      .poll(() => callsOf(page, 'profile.save'))
      .toMatchObject([{ profile: { baseUrl: 'https://elsewhere.lan', pinnedCertificate: null } }])
  })

  test('of the address before can’t be trusted for the one that is there now', async () => {
    await edit(null)
    await page.evaluate(
      (data) => {
        const { invoke } = window.parley
        const late = new Promise((resolve) => {
          Object.assign(window, { answerLate: () => resolve({ ok: true, data }) })
        })
        Object.assign(window.parley, {
          invoke: (...asked: Parameters<typeof invoke>) =>
            asked[0] === 'profile.test' ? late : invoke(...asked),
        })
      },
      refused(SHA256, false),
    )
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('button', { name: 'Testing…' }).waitFor()
    await page.getByLabel('Address').fill('https://elsewhere.lan')
    await page.evaluate(() => (window as unknown as { answerLate(): void }).answerLate())
    await page.getByRole('button', { name: 'Test', exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Trust' }).count()).toBe(0)
  })

  test('keeps a keyboard where it was: at the outcome, and at the button to test', async () => {
    await edit(null)
    await tests(refused(SHA256, false))
    await page.getByRole('button', { name: 'Test', exact: true }).press('Enter')
    await tests(works)
    await page.getByRole('button', { name: 'Trust this certificate for this server' }).press('Enter')
    await page.getByText('Works.').waitFor()
    await page.keyboard.press('Tab')
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    expect(await focused()).toBe('Test')
    await page.getByRole('button', { name: 'Stop trusting it' }).press('Enter')
    expect(await focused()).toBe('Test')
  })
})

describe('the talk key', () => {
  const record = () => page.getByRole('button', { name: 'Change…' }).click()

  test('is taken from the keyboard, checked and put in force, while the old one sleeps', async () => {
    await open()
    await record()
    await page.getByText('Press the new keys… Esc to cancel').waitFor()
    await page.keyboard.press('Control+Shift+K')
    const wanted = [{ accelerator: 'Control+Shift+K' }]
    await expect.poll(() => callsOf(page, 'hotkey.choose')).toEqual(wanted)
    expect(await callsOf(page, 'hotkey.check')).toEqual(wanted)
    await page.getByRole('button', { name: 'Change…' }).waitFor()
    expect(await callsOf(page, 'hotkey.suspend')).toEqual([{ suspended: true }, { suspended: false }])
  })

  test('may be a side button of the mouse, with a warning that one can overrule', async () => {
    await open()
    await answer(page, 'hotkey.check', { ok: true, data: { failure: null, reason: 'back-forward' } })
    await record()
    await page.locator('.recorder').evaluate((recorder) => {
      const press = new MouseEvent('mousedown', { button: 3, bubbles: true, cancelable: true })
      recorder.dispatchEvent(press)
    })
    await page.getByText('Browsers and file managers go back or forward with it.').waitFor()
    expect(await callsOf(page, 'hotkey.choose')).toEqual([])
    await page.getByRole('button', { name: 'Use it anyway' }).click()
    await expect.poll(() => callsOf(page, 'hotkey.choose')).toEqual([{ accelerator: 'Mouse4' }])
  })

  test('after a warning another one can be pressed at once', async () => {
    await open()
    await answer(page, 'hotkey.check', { ok: true, data: { failure: null, reason: 'shortcut' } })
    await record()
    await page.keyboard.press('F8')
    await page.getByRole('button', { name: 'Another key' }).click()
    await answer(page, 'hotkey.check', { ok: true, data: { failure: null, reason: null } })
    await page.keyboard.press('Control+F9')
    await expect.poll(() => callsOf(page, 'hotkey.choose')).toEqual([{ accelerator: 'Control+F9' }])
  })

  test('that another program has is named, and the old one stays', async () => {
    await open()
    const taken = { failure: failure('HOTKEY_CONFLICT', 'taken'), reason: null }
    await answer(page, 'hotkey.choose', { ok: true, data: taken })
    await record()
    await page.keyboard.press('Control+Shift+K')
    await page.getByText('Another program uses Ctrl+Shift+K. The old key stays.').waitFor()
    expect(await page.locator('.recorder kbd').allTextContents()).toEqual(['Ctrl', 'Alt', 'Space'])
  })

  test('can be tried: what main sees of it is shown until one is done', async () => {
    await open()
    await page.getByRole('button', { name: 'Try the key' }).click()
    await page.getByText('Nothing is recorded.').waitFor()
    const see = (phase: string, heldMs: number, gesture: string | null) =>
      emit(page, 'hotkey.test', { phase, heldMs, gesture })
    await see('down', 0, null)
    await page.getByText('The key is down.', { exact: true }).waitFor()
    await see('held', 250, null)
    await page.getByText('you would be talking now').waitFor()
    await see('up', 1240, 'hold')
    await page.getByText('Held for 1.2 s').waitFor()
    await see('up', 80, 'double-tap')
    await page.getByText('A double tap').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    expect(await callsOf(page, 'hotkey.test')).toEqual([{ on: true }, { on: false }])
  })

  test('shows modifiers as they are held', async () => {
    await open()
    await record()
    await page.keyboard.down('Control')
    await page.locator('.recorder kbd', { hasText: 'Ctrl' }).waitFor()
    await page.keyboard.up('Control')
    await page.getByText('Press the new keys… Esc to cancel').waitFor()
  })

  test('that would type something is refused before main is asked', async () => {
    await open()
    await record()
    await page.keyboard.press('a')
    await page.getByText('Add Ctrl, Alt or another modifier, or use a function key.').waitFor()
    expect(await callsOf(page, 'hotkey.check')).toEqual([])
  })

  test('that main refuses is not put in force, and the reason is said', async () => {
    await open()
    const refusal = { failure: failure('HOTKEY_RESERVED', 'no'), reason: 'windows' }
    await answer(page, 'hotkey.check', { ok: true, data: refusal })
    await record()
    await page.keyboard.press('Alt+F4')
    await page.getByText('The desktop uses it for windows.').waitFor()
    expect(await callsOf(page, 'hotkey.choose')).toEqual([])
  })

  test('stays as it is on Escape and when the focus leaves', async () => {
    await open()
    await record()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Change…' }).click()
    await page.getByRole('button', { name: 'Back to the conversation' }).focus()
    await page.getByRole('button', { name: 'Change…' }).waitFor()
    expect(await callsOf(page, 'settings.set')).toEqual([])
    expect(await callsOf(page, 'hotkey.suspend')).toEqual([
      { suspended: true },
      { suspended: false },
      { suspended: true },
      { suspended: false },
    ])
  })

  test('says how it really works here', async () => {
    await open(
      {},
      {
        hotkey: {
          accelerator: 'Control+Alt+Space',
          mode: 'toggle',
          doubleTap: false,
          trigger: null,
          problem: failure('HOTKEY_UNSUPPORTED', 'no key-up'),
        },
      },
    )
    await page.getByText('Works here as: press to start and stop.').waitFor()
    await page.getByText('Talk keys don’t work on this desktop.').waitFor()
    await page.getByText('/opt/Parley/parley --toggle').waitFor()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    expect(await callsOf(page, 'clipboard.write')).toEqual([{ text: '/opt/Parley/parley --toggle' }])
  })
})

describe('sound', () => {
  test('devices are chosen by name; one that is gone stays chosen and is named so', async () => {
    await open({ microphone: { ...settings().microphone, label: 'Old headset' } })
    const picker = page.getByRole('combobox', { name: 'Microphone', exact: true })
    expect(await picker.locator('option:checked').textContent()).toBe('Old headset (not connected)')
    await picker.selectOption('USB Headset')
    await picker.selectOption('System default')
    expect(await callsOf(page, 'settings.set')).toEqual([
      { microphone: { label: 'USB Headset' } },
      { microphone: { label: null } },
    ])
  })

  test('the volume is saved when the slider is let go', async () => {
    await open()
    await page.getByLabel('Volume', { exact: true }).focus()
    await page.keyboard.press('ArrowLeft')
    expect(await callsOf(page, 'settings.set')).toEqual([{ speaker: { volume: 0.99 } }])
  })

  test('switches are saved at once', async () => {
    await open()
    await page.getByRole('switch', { name: 'Echo cancellation' }).click()
    expect(await callsOf(page, 'settings.set')).toEqual([{ microphone: { echoCancellation: false } }])
  })
})

test('how hands-free listens is saved at once', async () => {
  await open()
  await page.getByLabel('Clear voices only').click()
  await page.getByLabel('Pause that ends what you say').selectOption('0.8 seconds')
  await page.getByLabel('Turn itself off when nobody speaks for').selectOption('Never')
  await page.getByRole('switch', { name: 'Speaking stops the answer' }).click()
  expect(await callsOf(page, 'settings.set')).toEqual([
    { handsFree: { sensitivity: 'low' } },
    { handsFree: { pauseMs: 800 } },
    { handsFree: { offAfterMinutes: null } },
    { handsFree: { bargeIn: false } },
  ])
})

test('theme and language take effect at once', async () => {
  await open()
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await paper()
  await emit(page, 'settings.changed', settings({ theme: 'dark', language: 'zh-CN' }))
  await page.getByRole('heading', { name: '设置' }).waitFor()
  expect(await paper()).not.toBe(light)
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN')
})

test('what can’t be saved is said', async () => {
  await open()
  await answer(page, 'settings.set', { ok: false, error: failure('DISK_FULL', 'full') })
  await page.getByRole('switch', { name: 'Mute answers' }).click()
  await page.getByRole('alert').filter({ hasText: 'Not saved: The disk is full' }).waitFor()
})

test('all of it can be reached with the keyboard, in the order in which it is shown', async () => {
  await open({ profiles: [HOME] })
  const tops: number[] = []
  for (let count = 0; count < 30; count++) {
    await page.keyboard.press('Tab')
    tops.push(
      await page.evaluate(() => {
        const element = document.activeElement
        const main = document.querySelector('.settings-main')
        if (!element || element === document.body || !main) return Number.NaN
        return Math.round(element.getBoundingClientRect().top + main.scrollTop)
      }),
    )
  }
  const reached = tops.filter((top) => !Number.isNaN(top))
  expect(new Set(reached).size).toBeGreaterThan(12)
  const end = tops.findIndex((top, index) => index > 0 && top < (tops[index - 1] ?? 0) - 60)
  expect(tops.slice(0, end === -1 ? undefined : end).length).toBeGreaterThan(15)
})

test('Escape throws away what is being said from here too, once nothing else has a use for it', async () => {
  await open({ profiles: [HOME] }, { voice: 'listening' })
  const thrownAway = async () => (await callsOf(page, 'turn.cancelTalk')).length
  await page.getByRole('button', { name: 'Change…' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Change…' }).waitFor()
  expect(await thrownAway()).toBe(0)
  const list = page.getByRole('combobox', { name: 'Microphone', exact: true })
  await list.focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(() => list.evaluate((element) => element.matches(':open'))).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => list.evaluate((element) => element.matches(':open'))).toBe(false)
  expect(await thrownAway()).toBe(0)
  await page.keyboard.press('Escape')
  expect(await thrownAway()).toBe(1)
})

test('main can ask for a page of the window', async () => {
  await open()
  await emit(page, 'chat.show', { view: 'conversation' })
  await page.getByRole('heading', { name: 'Local assistant' }).waitFor()
})
