import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ControlClient } from '../../tools/electron-host/control-client.ts'
import { chooseHost } from '../../tools/launch/host-choice.ts'
import { ROOT } from '../../tools/launch/launch-app.ts'
import { World } from './world.ts'

/*
 * Parley as a desktop program: its tray, its file dialog, its isolation. What only the stand-in host can show (the tray's
 * menu, the next dialog's answer) is asked through its hook.
 */

let world: World

beforeAll(async () => {
  world = await World.start()
})

afterAll(async () => {
  await world.stop()
})

test.skipIf(chooseHost(ROOT).name === 'electron')(
  'the tray shows the state, and its menu works',
  async () => {
    const { app, windows, quit } = await world.launch()
    const host = new ControlClient(app.process)
    await windows.until('the connection', (view) => view.connection.status === 'connected')
    const tray = await host.send('tray.state')
    expect(tray?.toolTip).toBe('Parley: Ready')
    const labels = tray?.menu?.flatMap((item) => (item.label ? [item.label] : []))
    const everyday = ['Ready', 'Open Parley', 'Talk', 'Mute answers', 'Settings…', 'Quit Parley']
    expect(labels?.filter((label) => everyday.includes(label))).toEqual(everyday)

    await host.send('menu.click', ['Mute answers'])
    const page = await windows.page('chat')
    const isMuted = () =>
      page.evaluate(async () => {
        const answer = await window.parley.invoke('settings.get', undefined)
        return answer.ok && answer.data.speaker.muted
      })
    await expect.poll(isMuted).toBe(true)
    await expect
      .poll(async () => (await host.send('tray.state'))?.toolTip)
      .toBe('Parley: Ready, answers muted')
    await host.send('menu.click', ['Settings…'])
    await expect.poll(() => page.getByRole('heading', { name: 'Settings' }).count()).toBeGreaterThan(0)
    await quit()
  },
)

test.skipIf(chooseHost(ROOT).name === 'electron')(
  'a file from the dialog goes up and is answered',
  async () => {
    const { app, windows, quit } = await world.launch()
    const host = new ControlClient(app.process)
    await windows.until('the connection', (view) => view.connection.status === 'connected')
    const file = join(mkdtempSync(join(tmpdir(), 'parley-file-')), 'Notes für morgen.txt')
    writeFileSync(file, 'one two three four\n')
    await host.send('dialog.next', { canceled: false, filePaths: [file] })
    const page = await windows.page('chat')
    await page.getByRole('button', { name: 'Attach files' }).click()
    await windows.until('the upload', (view) => view.drafts[0]?.status === 'ready')
    await page.getByRole('textbox').fill('What is in this file?')
    await page.keyboard.press('Enter')
    const view = await windows.until('the answer to sound', ({ voice }) => voice === 'speaking')
    expect(view.turns[0]?.input.attachments).toMatchObject([
      { name: 'Notes für morgen.txt', kind: 'file', size: 19 },
    ])
    expect(view.turns[0]?.reply.text).toMatch(/file|text/i)
    await quit()
  },
)

test.skipIf(chooseHost(ROOT).name === 'electron')(
  'the HUD is where it was put or dragged, takes no focus, and the mouse only over its orb and its button',
  async () => {
    const { app, windows, userData, quit } = await world.launch()
    const host = new ControlClient(app.process)
    await windows.until('the connection', (view) => view.connection.status === 'connected')
    const page = await windows.page('chat')
    const focused = world.focusedWindow()
    const hud = async () => {
      const found = (await host.send('windows.list')).find(({ url }) => url.includes('/voice/'))
      if (!found) throw new Error('no HUD')
      return found
    }
    expect(await hud()).toMatchObject({ visible: false, focusable: false, alwaysOnTop: true })

    // A place that was just chosen is shown.
    await page.evaluate(() => window.parley.invoke('settings.set', { hud: { place: 'top-right' } }))
    await expect.poll(async () => (await hud()).visible, { timeout: 10_000 }).toBe(true)
    const { x, y, width } = (await hud()).bounds
    expect({ right: x + width, y }).toEqual({ right: 1280 - 16, y: 16 })
    await expect.poll(async () => (await hud()).visible, { timeout: 10_000 }).toBe(false)

    // While an answer is spoken there is something to click.
    await page.getByRole('textbox').fill('what can you do')
    await page.keyboard.press('Enter')
    await windows.until('the answer to sound', (view) => view.voice === 'speaking')
    await expect.poll(async () => (await hud()).visible, { timeout: 10_000 }).toBe(true)
    const voice = await windows.page('voice')
    // With words in it, it has the width that it keeps.
    await voice.locator('[data-shown=true][data-words=true]').waitFor()
    const orb = await voice.locator('.hud-grip').boundingBox()
    if (!orb) throw new Error('no orb')
    const corner = (await hud()).bounds
    const over = { x: corner.x + orb.x + 20, y: corner.y + orb.y + 20 }
    expect((await hud()).ignoreMouseEvents).toBe(true)
    await host.send('screen.cursor', over)
    await expect.poll(async () => (await hud()).ignoreMouseEvents).toBe(false)

    expect(world.focusedWindow()).toBe(focused)

    // From here on the browser is pressed by its debugger, which gives it the focus; a real HUD takes none.
    await voice.mouse.move(orb.x + 20, orb.y + 20)
    await voice.mouse.down()
    await host.send('screen.cursor', { x: over.x - 500, y: over.y + 300 })
    await voice.mouse.move(orb.x + 22, orb.y + 22)
    await expect
      .poll(async () => (await hud()).bounds)
      .toMatchObject({ x: corner.x - 500, y: corner.y + 300 })
    await voice.mouse.up()
    const settings = () => JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8')) as object
    await expect.poll(settings).toMatchObject({ hud: { place: 'custom' } })
    expect((await hud()).bounds).toMatchObject({ x: corner.x - 500, y: corner.y + 300 })

    await host.send('screen.cursor', { x: 20, y: 20 })
    await expect.poll(async () => (await hud()).ignoreMouseEvents).toBe(true)
    await quit()
  },
)

test('a page has the bridge and nothing else of the app, runs no foreign script, and cannot leave', async () => {
  const { windows, quit } = await world.launch()
  await windows.until('the connection', (view) => view.connection.status === 'connected')
  const page = await windows.page('chat')
  const seen = await page.evaluate(async () => {
    const globals = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer']
    const script = document.createElement('script')
    script.textContent = 'window.didRun = true'
    document.body.append(script)
    return {
      globals: globals.filter((name) => name in window),
      bridge: Object.keys(window.parley).sort(),
      refused: await window.parley.invoke('turn.sendText', { text: 5, drafts: [] } as never),
      didRun: 'didRun' in window,
      foreign: await fetch('https://example.org').then(
        () => true,
        () => false,
      ),
    }
  })
  expect(seen).toEqual({
    globals: [],
    bridge: ['invoke', 'on', 'pathForFile', 'platform'],
    refused: { ok: false, error: expect.objectContaining({ code: 'INVALID_INPUT' }) as unknown },
    didRun: false,
    foreign: false,
  })
  const before = page.url()
  await page.evaluate(() => {
    setTimeout(() => {
      window.location.href = 'https://example.org'
    })
  })
  await page.waitForTimeout(500)
  expect(page.url()).toBe(before)
  expect((await windows.view()).connection.status).toBe('connected')
  await quit()
})
