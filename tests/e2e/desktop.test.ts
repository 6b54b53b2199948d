import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtempSync, writeFileSync } from 'node:fs'
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
    const view = await windows.until('the end of the turn', ({ turns }) => turns[0]?.state === 'done')
    expect(view.turns[0]?.input.attachments).toMatchObject([
      { name: 'Notes für morgen.txt', kind: 'file', size: 19 },
    ])
    expect(view.turns[0]?.reply.text).toMatch(/file|text/i)
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
