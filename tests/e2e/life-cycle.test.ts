import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import { ControlClient } from '../../tools/electron-host/control-client.ts'
import type { WindowDescription } from '../../tools/electron-host/control-client.ts'
import { chooseHost } from '../../tools/launch/host-choice.ts'
import { ROOT } from '../../tools/launch/launch-app.ts'
import { startTestServer } from '../helpers/assistant-server.ts'
import type { TestServer } from '../helpers/assistant-server.ts'
import { HUMAN_VOICE } from '../helpers/recordings.ts'
import { startRecordingProxy } from '../helpers/recording-proxy.ts'
import type { RecordingProxy } from '../helpers/recording-proxy.ts'
import { LOCAL_PROFILE, profileSchema } from '../../src/shared/settings.ts'
import { World } from './world.ts'
import type { RunningApp } from './world.ts'

/*
 * Parley as something that is there all day: its window comes and goes, it tells of what was missed, and leaving it loses
 * nothing. Notifications and windows are what the stand-in host says of them; the rest is real.
 */

let world: World

beforeAll(async () => {
  world = await World.start()
})

afterAll(async () => {
  await world.stop()
})

async function chatWindow(host: ControlClient): Promise<WindowDescription | undefined> {
  return (await host.send('windows.list')).find(({ url }) => url.includes('/chat/'))
}

function ask(page: Page, text: string): Promise<unknown> {
  return page.evaluate((typed) => window.parley.invoke('turn.sendText', { text: typed, drafts: [] }), text)
}

function set(page: Page, patch: object): Promise<unknown> {
  return page.evaluate((change) => window.parley.invoke('settings.set', change), patch)
}

/** Polls for as long as a busy machine may take. */
function soon<T>(look: () => T) {
  return expect.poll(look, { timeout: 20_000 })
}

async function launch(options: Parameters<World['launch']>[0] = {}): Promise<RunningApp> {
  const running = await world.launch(options)
  await running.windows.until('the connection', (view) => view.connection.status === 'connected')
  return running
}

describe.skipIf(chooseHost(ROOT).name === 'electron')('all day', () => {
  let running: RunningApp
  let host: ControlClient
  let page: Page
  beforeAll(async () => {
    running = await launch()
    host = new ControlClient(running.app.process)
    page = await running.windows.page('chat')
  })
  afterAll(async () => {
    await running.quit()
  })

  test('an answer that was neither heard nor seen is told of, and leads to itself', async () => {
    const { windows } = running
    const chat = await chatWindow(host)
    const done = (count: number) =>
      windows.until(
        'the answer',
        ({ turns }) => turns.filter(({ state }) => state === 'done').length === count,
      )
    await set(page, { speaker: { muted: true } })

    await ask(page, 'What is 2 plus 3?')
    await done(1)
    expect(await host.send('notifications.log')).toEqual([])

    await host.send('window.userBlur', chat?.id ?? 0)
    await ask(page, 'What is 30 plus 4?')
    await done(2)
    const [answered] = await host.send('notifications.log')
    expect(answered).toMatchObject({ title: 'Parley answered', closed: false })
    expect(answered?.body).toContain('34')

    await set(page, { notifications: { preview: false } })
    await ask(page, 'What is 50 plus 6?')
    await done(3)
    expect((await host.send('notifications.log'))[1]).toMatchObject({ body: 'Open the window to read it.' })

    await host.send('notification.click', 0)
    await soon(async () => (await chatWindow(host))?.focused).toBe(true)
    await soon(() => page.locator('.pointed').textContent()).toContain('30 plus 4')
    expect((await host.send('notifications.log')).map(({ closed }) => closed)).toEqual([true, true])

    const recent = (await host.send('tray.state'))?.menu?.find(({ label }) => label === 'Recent')
    expect(recent?.submenu?.map(({ label }) => label)).toEqual([
      'What is 50 plus 6?',
      'What is 30 plus 4?',
      'What is 2 plus 3?',
    ])
  })

  test('starting at login is what the system has of it, whoever changed it', async () => {
    const { windows } = running
    const entry = join(world.env['XDG_CONFIG_HOME'] ?? '', 'autostart', 'dev.parley.Parley.desktop')
    await page.evaluate(() => window.parley.invoke('login.set', { open: true }))
    await windows.until('the entry', ({ desktop }) => desktop.openAtLogin)
    expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=npm --prefix .+ start -- --hidden$/m)

    rmSync(entry)
    const chat = await chatWindow(host)
    await host.send('window.userBlur', chat?.id ?? 0)
    await host.send('tray.click')
    await windows.until('the change to be seen', ({ desktop }) => !desktop.openAtLogin)
  })

  test('an open menu of the tray stays as it is until it is closed', async () => {
    const muted = async () =>
      (await host.send('tray.state'))?.menu?.find(({ label }) => label === 'Mute answers')?.checked
    await set(page, { speaker: { muted: false } })
    await soon(muted).toBe(false)
    await host.send('tray.menu', true)
    await set(page, { speaker: { muted: true } })
    // The icon follows at once, so the change has arrived.
    await soon(async () => (await host.send('tray.state'))?.toolTip).toContain('muted')
    expect(await muted()).toBe(false)
    await host.send('tray.menu', false)
    await soon(muted).toBe(true)
  })

  test('nothing is recorded behind a locked screen', async () => {
    const { windows, userData } = running
    await windows.until('the microphone', ({ audio }) => audio.activeInput !== null)
    await host.send('powerMonitor.emit', 'lock-screen')
    await windows.until('the microphone to close', ({ audio }) => audio.activeInput === null)
    const before = (await windows.view()).turns.length
    await world.keyDown()
    await world.keyUp()
    // Its answer says that the running Parley has done it; what the key did is older.
    expect(await world.launchAgain(userData, ['--hands-free'])).toBe(0)
    await delay(300)
    const locked = await windows.view()
    expect(locked.turns).toHaveLength(before)
    expect(locked.audio.microphone.status).toBe('closed')
    expect(locked.handsFree.on).toBe(false)

    await host.send('powerMonitor.emit', 'unlock-screen')
    await windows.until('the microphone', ({ audio }) => audio.activeInput !== null)
    await world.keyDown()
    await windows.until('the talk', ({ voice }) => voice === 'listening')
    // What was being said when the screen is locked is sent, and no more is taken.
    await host.send('powerMonitor.emit', 'lock-screen')
    await windows.until('the end of the talk', ({ voice }) => voice !== 'listening')
    await world.keyUp()
  })

  test('the window goes and comes back, and only the first time it is said that Parley stays', async () => {
    const { windows, userData } = running
    const close = async () => {
      const chat = await chatWindow(host)
      await host.send('window.userClose', chat?.id ?? 0)
      await soon(() => chatWindow(host)).toBeUndefined()
    }
    await close()
    const told = async () => {
      const all = await host.send('notifications.log')
      return all.filter(({ title }) => title === 'Parley keeps running').length
    }
    expect(await told()).toBe(1)

    await host.send('tray.click')
    await soon(async () => (await chatWindow(host))?.visible).toBe(true)
    await close()
    expect(await told()).toBe(1)

    expect(await world.launchAgain(userData)).toBe(0)
    await soon(async () => (await chatWindow(host))?.visible).toBe(true)
    await windows.until('the window', (view) => view.connection.status === 'connected')

    await host.send('menu.click', ['Settings…'])
    const reopened = await windows.page('chat')
    await soon(() => reopened.getByRole('heading', { name: 'Settings' }).count()).toBe(1)
  })

  test('the application’s menu is in the language of the interface, and leads to the settings', async () => {
    const labels = async () => (await host.send('menu.application'))?.map(({ label }) => label)
    expect(await labels()).toEqual(['File', 'Edit', 'View'])
    const chat = await running.windows.page('chat')
    await set(chat, { language: 'zh-CN' })
    await soon(labels).toEqual(['文件', '编辑', '显示'])
    // The conversation, wherever the window was.
    await host.send('tray.click')
    await soon(() => chat.getByRole('heading', { name: '设置' }).count()).toBe(0)
    await host.send('menu.click', ['文件', '设置…'])
    await soon(() => chat.getByRole('heading', { name: '设置' }).count()).toBe(1)
    await set(chat, { language: 'en' })
    await soon(labels).toEqual(['File', 'Edit', 'View'])
  })

  test('without a tray the window is not lost: it is asked for, or minimised', async () => {
    const { windows } = running
    const close = async () => {
      const chat = await chatWindow(host)
      await host.send('window.userClose', chat?.id ?? 0)
    }
    const shape = async () => (await chatWindow(host))?.shape
    await windows.until('the tray', ({ desktop }) => desktop.tray === true)
    world.tray?.setHost(false)
    await windows.until('the tray to go', ({ desktop }) => desktop.tray === false)

    await host.send('dialog.next', { response: 2, checkboxChecked: false })
    await close()
    await soon(async () => (await host.send('dialog.log')).length).toBe(1)
    expect(await shape()).toBe('normal')
    await host.send('dialog.next', { response: 0, checkboxChecked: true })
    await close()
    await soon(shape).toBe('minimized')
    await host.send('menu.click', ['Open Parley'])
    await soon(shape).toBe('normal')
    await close()
    await soon(shape).toBe('minimized')
    expect(await host.send('dialog.log')).toHaveLength(2)

    // A tray that goes while only it is left: the window comes back by itself, and says why.
    world.tray?.setHost(true)
    await windows.until('the tray', ({ desktop }) => desktop.tray === true)
    await close()
    await soon(() => chatWindow(host)).toBeUndefined()
    world.tray?.setHost(false)
    await soon(shape).toBe('minimized')
    const { notices } = await windows.view()
    expect(notices).toMatchObject([{ failure: { code: 'TRAY_UNAVAILABLE' } }])
    world.tray?.setHost(true)
    await windows.until('the notice to go', (view) => view.notices.length === 0)
  })

  test('a timer rings although another server is in use by then, and the local assistant goes after it', async () => {
    const { windows } = running
    await ask(await windows.page('chat'), 'Set a tea timer for 4 seconds')
    await windows.until('the timer', ({ turns }) => turns.at(-1)?.reply.tools.length === 1)
    const other = {
      ...LOCAL_PROFILE,
      id: 'other',
      kind: 'remote',
      name: 'Other',
      baseUrl: 'http://127.0.0.1:9',
    }
    await (
      await windows.page('chat')
    ).evaluate(async (profile) => {
      await window.parley.invoke('profile.save', { profile })
      await window.parley.invoke('profile.select', { id: profile.id })
    }, profileSchema.parse(other))
    await windows.until('the other server', ({ profile }) => profile.id === 'other')
    const rings = async () => (await host.send('notifications.log')).map(({ body }) => body)
    await soon(rings).toContain('Your tea timer is done.')
    await windows.until('the assistant to go', ({ assistant }) => assistant.status === 'off')
  })

  test('the end of the session on Windows ends Parley in an orderly way', async () => {
    const gone = once(running.app.process, 'exit')
    await host.send('windows.endSession')
    expect(await gone).toEqual([0, null])
  })
})

describe.skipIf(chooseHost(ROOT).name === 'electron')('quitting while an answer sounds', () => {
  /** Asks, and quits by the tray's menu as soon as the answer is heard. */
  async function quitWhileSpeaking({ app, windows }: RunningApp, question: string): Promise<ControlClient> {
    const host = new ControlClient(app.process)
    await ask(await windows.page('chat'), question)
    await windows.until('the answer to sound', ({ voice }) => voice === 'speaking')
    await host.send('menu.click', ['Quit Parley'])
    await windows.until('the wish to be seen', ({ isLeaving }) => isLeaving)
    return host
  }

  test('lets it come to its end, and Parley goes by itself then', async () => {
    const running = await launch()
    const gone = once(running.app.process, 'exit')
    const host = await quitWhileSpeaking(running, 'What is 2 plus 3?')
    expect((await host.send('tray.state'))?.toolTip).toBe('Parley: Quits after this answer')
    expect((await chatWindow(host))?.visible).toBe(false)
    expect(await gone).toEqual([0, null])
  })

  test('is over for those who open the window again, and at once for those who quit again', async () => {
    const running = await launch()
    const host = await quitWhileSpeaking(running, 'What can you do?')
    await host.send('tray.click')
    const stays = await running.windows.until('the change of mind', ({ isLeaving }) => !isLeaving)
    expect((await chatWindow(host))?.visible).toBe(true)
    expect(stays.voice).toBe('speaking')

    await host.send('menu.click', ['Quit Parley'])
    await running.windows.until('the wish to be seen', ({ isLeaving }) => isLeaving)
    const gone = once(running.app.process, 'exit')
    await soon(() =>
      host.send('menu.click', ['Quit now']).then(
        () => true,
        () => false,
      ),
    ).toBe(true)
    expect(await gone).toEqual([0, null])
  })
})

describe('leaving', () => {
  test('by a signal in the middle of an answer is at once, and the window comes back where it was', async () => {
    const first = await launch()
    const page = await first.windows.page('chat')
    const session = await page.context().newCDPSession(page)
    const { windowId } = (await session.send('Browser.getWindowForTarget')) as { windowId: number }
    const bounds = { left: 140, top: 90, width: 640, height: 560 }
    await session.send('Browser.setWindowBounds', { windowId, bounds })
    await soon(() => page.evaluate(() => window.outerWidth)).toBe(640)

    await ask(page, 'What can you do?')
    await first.windows.until('the answer to sound', ({ voice }) => voice === 'speaking')
    expect(await first.app.quit()).toBe(0)

    const second = await launch({ userData: first.userData })
    const again = await second.windows.page('chat')
    const place = () =>
      again.evaluate(() => ({
        left: window.screenX,
        top: window.screenY,
        width: window.outerWidth,
        height: window.outerHeight,
      }))
    await soon(place).toEqual(bounds)
    expect((await second.windows.view()).turns).toEqual([])

    // For those who want it so, the window's end is Parley's.
    await set(again, { keepRunning: false })
    const gone = once(second.app.process, 'exit')
    await again.close()
    expect(await gone).toEqual([0, null])
  })

  describe('while speaking', () => {
    let server: TestServer
    let proxy: RecordingProxy
    beforeAll(async () => {
      server = await startTestServer()
      proxy = await startRecordingProxy(server.server.url)
    })
    afterAll(async () => {
      await proxy.close()
      await server.stop()
    })

    test('sends what was said, and offers it again as long as no server has confirmed it', async () => {
      const { key } = await server.server.createKey({ name: 'e2e', scopes: ['chat'] })
      const env = { PARLEY_BASE_URL: proxy.url, PARLEY_API_KEY: key, PARLEY_USERNAME: 'alice' }
      const first = await launch({ env })
      await first.windows.until('the microphone', ({ audio }) => audio.activeInput !== null)
      proxy.deafen(true)
      await world.keyDown()
      await world.pulse.speak(HUMAN_VOICE.amiable.path)
      await first.windows.until('the talk', ({ turns }) => turns[0]?.state === 'listening')
      expect(await first.app.quit()).toBe(0)
      await world.keyUp()
      expect(proxy.frames.at(-1)).toMatchObject({ direction: 'up', json: { t: 'end_speaking' } })
      proxy.deafen(false)

      const second = await launch({ env, userData: first.userData })
      const view = await second.windows.until('the offer', ({ turns }) => turns[0]?.state === 'unsent')
      expect(view.turns[0]?.input.audioMs).toBeGreaterThan(1000)
      await second.quit()
    })
  })
})
