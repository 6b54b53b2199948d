import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Stage } from './harness.ts'
import type { App } from './harness.ts'

let stage: Stage
let app: App

beforeAll(async () => {
  stage = await Stage.open()
  app = await stage.start({ switches: ['--remote-debugging-port=0'], env: { FIXTURE_STAY: '1' } })
})
afterAll(() => stage.stop())

/** A window of a test's own; the page is loaded when this resolves. */
async function open(options: object, url = 'fixture://app/page.html'): Promise<void> {
  await app.main(`scope.w = new BrowserWindow(${JSON.stringify(options)}); await scope.w.loadURL('${url}')`)
}

describe('a window', () => {
  it('is all page, of the size and at the place that was asked for', async () => {
    await open({
      x: 30,
      y: 40,
      width: 240,
      height: 64,
      frame: false,
      focusable: false,
      alwaysOnTop: true,
      skipTaskbar: true,
    })
    const seen = await app.main<number[]>(
      `const size = () => scope.w.webContents.executeJavaScript('[innerWidth, innerHeight, screenX, screenY]')
       let now; do { now = await size() } while (now[2] < 0); return now`,
    )
    expect(seen).toEqual([240, 64, 30, 40])
    const [described] = (await app.control.send('windows.list')).filter(({ frame }) => !frame)
    expect(described).toMatchObject({
      url: 'fixture://app/page.html',
      visible: true,
      focused: false,
      focusable: false,
      alwaysOnTop: true,
      skipTaskbar: true,
      bounds: { x: 30, y: 40, width: 240, height: 64 },
    })
    await app.main('scope.w.destroy()')
  })

  it('moves, resizes and says so', async () => {
    await open({ width: 300, height: 200, minWidth: 200 })
    expect(
      await app.main(`const events = []
        for (const name of ['move', 'resize']) scope.w.on(name, () => events.push(name))
        scope.w.setPosition(5, 6); scope.w.setSize(100, 150)
        return [events, scope.w.getBounds(), scope.w.getSize(), scope.w.getPosition()]`),
    ).toEqual([['move', 'resize'], { x: 5, y: 6, width: 200, height: 150 }, [200, 150], [5, 6]])
    expect(
      await app.main(`scope.w.center(); const { workArea: a } = electron.screen.getPrimaryDisplay(); const b = scope.w.getBounds()
        return [b.x - Math.round((a.width - 200) / 2), b.y - Math.round((a.height - 150) / 2)]`),
    ).toEqual([0, 0])
    await app.main('scope.w.destroy()')
  })

  it('shows, hides and has the focus, and says so', async () => {
    await open({ show: false })
    expect(
      await app.main(`const events = [], w = scope.w
        for (const name of ['show', 'hide', 'focus', 'blur']) w.on(name, () => events.push(name))
        const state = () => [w.isVisible(), w.isFocused()]
        const before = state(); w.showInactive(); const shown = state(); w.focus(); const focused = state(); w.hide()
        return [before, shown, focused, state(), events]`),
    ).toEqual([
      [false, false],
      [true, false],
      [true, true],
      [false, false],
      ['show', 'focus', 'blur', 'hide'],
    ])
    expect(await app.main('return scope.w.webContents.executeJavaScript("document.visibilityState")')).toBe(
      'visible',
    )
    await app.main('scope.w.destroy()')
  })

  it('keeps its timers and frames going while it is hidden', async () => {
    await open({ show: false })
    const ticks = await app.main<
      number[]
    >(`return scope.w.webContents.executeJavaScript(\`new Promise((done) => {
      let timers = 0, frames = 0
      const timer = setInterval(() => ++timers >= 20 && frames >= 5 && done([timers, frames]), 10)
      const frame = () => { frames++; requestAnimationFrame(frame) }
      frame()
    })\`)`)
    expect(ticks[0]).toBeGreaterThanOrEqual(20)
    await app.main('scope.w.destroy()')
  })

  it('is asked before it closes, and is gone afterwards', async () => {
    await open({})
    const result = await app.main(`const events = [], w = scope.w, { webContents } = w
      w.once('close', (e) => { events.push('kept'); e.preventDefault() })
      w.close(); events.push(w.isDestroyed())
      w.on('close', () => events.push('close')); webContents.on('destroyed', () => events.push('destroyed'))
      const closed = new Promise((done) => w.on('closed', done))
      w.close(); await closed
      const uses = [() => w.show(), () => w.webContents, () => webContents.send('x')].map((use) => { try { use() } catch (e) { return e.message } })
      return [events, w.isDestroyed(), uses, BrowserWindow.fromId(w.id)]`)
    const gone = 'Object has been destroyed'
    expect(result).toEqual([['kept', false, 'close', 'destroyed'], true, [gone, gone, gone], null])
  })

  it('notices when the page closes it', async () => {
    await open({})
    expect(
      await app.main(`const events = []; for (const name of ['close', 'closed']) scope.w.on(name, () => events.push(name))
        const closed = new Promise((done) => scope.w.on('closed', done))
        scope.w.webContents.executeJavaScript('window.close()').catch(() => {}); await closed; return events`),
    ).toEqual(['close', 'closed'])
  })

  it('is found again by its parts', async () => {
    expect(
      await app.main(`const w = scope.window
        return [BrowserWindow.fromId(w.id) === w, BrowserWindow.fromWebContents(w.webContents) === w,
          electron.webContents.fromId(w.webContents.id) === w.webContents, BrowserWindow.getAllWindows().includes(w),
          electron.webContents.fromId(999) === undefined]`),
    ).toEqual([true, true, true, true, true])
  })

  it('takes a picture of its page', async () => {
    await open({ width: 120, height: 80, backgroundColor: '#ff0000' }, 'data:text/html,<body>')
    expect(
      await app.main(`const image = await scope.w.capturePage(); const pixel = [...image.toBitmap().subarray(0, 4)]
        return [image.getSize(), pixel, electron.nativeImage.createFromBuffer(image.resize({ width: 60 }).toPNG()).getSize()]`),
    ).toEqual([{ width: 120, height: 80 }, [0, 0, 255, 255], { width: 60, height: 40 }])
    await app.main('scope.w.destroy()')
  })

  it('hears the console and the crash of its page', async () => {
    await open({}, 'data:text/html,<body>')
    expect(
      await app.main(`const said = new Promise((done) => scope.w.webContents.once('console-message', (e) => done([e.level, e.message])))
        scope.w.webContents.executeJavaScript('console.warn("careful", 7)'); return said`),
    ).toEqual(['warning', 'careful 7'])
    expect(
      await app.main(`const gone = new Promise((done) => app.once('render-process-gone', (e, contents, d) => done([contents === scope.w.webContents, d.reason])))
        scope.w.loadURL('chrome://crash').catch(() => {}); return gone`),
    ).toEqual([true, 'crashed'])
    await app.main('scope.w.destroy()')
  })

  it('reports a preload that fails', async () => {
    expect(
      await app.main(`const preload = electron.app.getPath('userData') + '/broken.cjs'
        ;(await import('node:fs')).writeFileSync(preload, "throw new Error('broken preload')")
        const w = new BrowserWindow({ show: false, webPreferences: { preload } })
        const failed = new Promise((done) => w.webContents.once('preload-error', (e, path, error) => done([path === preload, error.message])))
        await w.loadURL('fixture://app/page.html'); const result = await failed; w.destroy(); return result`),
    ).toEqual([true, 'broken preload'])
  })
})

describe('the theme', () => {
  it('reaches every page, from the app and from the desktop', async () => {
    await app.main(`scope.updates = 0; electron.nativeTheme.on('updated', () => scope.updates++)`)
    const dark = "return matchMedia('(prefers-color-scheme: dark)').matches"
    const settled = async (wanted: boolean): Promise<void> => {
      while ((await app.page(dark)) !== wanted) await new Promise((again) => setTimeout(again, 10))
    }
    await settled(false)
    await app.main("electron.nativeTheme.themeSource = 'dark'")
    await settled(true)
    await app.main("electron.nativeTheme.themeSource = 'system'")
    await settled(false)
    await app.control.send('nativeTheme.set', 'dark')
    await settled(true)
    expect(await app.main('return [electron.nativeTheme.shouldUseDarkColors, scope.updates]')).toEqual([
      true,
      3,
    ])
  })
})

describe('a second DevTools client', () => {
  it('sees, types into and photographs the same pages without disturbing the bridge', async () => {
    const endpoint = /DevTools listening on (ws:\S+)/.exec(app.output)?.[1]
    expect(endpoint).toBeDefined()
    const browser = await chromium.connectOverCDP(endpoint!, { noDefaults: true, isLocal: true })
    try {
      const page = browser
        .contexts()[0]!
        .pages()
        .find((each) => each.url().endsWith('/page.html'))!
      expect(await page.title()).toBe('Fixture page')
      expect((await page.screenshot()).subarray(1, 4).toString()).toBe('PNG')
      expect(await page.evaluate('fixture.add(2, 2)')).toBe(4)
      // A window made while the other client is attached, and a reload under its eyes.
      await app.main(
        `scope.w = new BrowserWindow({ webPreferences: { preload: here + '/preload.cjs' } }); await scope.w.loadURL('fixture://app/other.html')`,
      )
      const paths = (): string[] =>
        browser.contexts().flatMap((context) => context.pages().map((each) => new URL(each.url()).pathname))
      await expect.poll(() => paths().sort()).toEqual(['/other.html', '/page.html'])
      await page.reload()
      expect(await page.evaluate('typeof fixture.add')).toBe('function')
      // Files from a dialog have their paths; a file that is not on disk has none.
      const path = join(import.meta.dirname, 'harness.ts')
      await page.evaluate(`void (window.paths = new Promise((done) =>
        document.getElementById('file').addEventListener('change', ({ target: { files } }) =>
          done([fixture.pathOf(files[0]), fixture.pathOf(new File(['x'], 'x.txt')), files[0].size]))))`)
      await page.setInputFiles('#file', path)
      expect(await page.evaluate('paths')).toEqual([path, '', readFileSync(path).length])
      // And so have files that are dropped on the page, which it may well not expect.
      await page.evaluate(`void (window.dropped = new Promise((done) => document.body.addEventListener('drop', (e) =>
        done([fixture.pathOf(e.dataTransfer.files[0]), e.dataTransfer.files.length, e.clientX, e.target.tagName]))))`)
      const cdp = await page.context().newCDPSession(page)
      const data = { items: [], files: [path], dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'])
        await cdp.send('Input.dispatchDragEvent', { type: type as 'drop', x: 9, y: 9, data })
      expect(await page.evaluate('dropped')).toEqual([path, 1, 9, expect.stringMatching(/INPUT|BODY/)])
    } finally {
      await browser.close()
    }
    expect(await app.page('return fixture.add(3, 3)')).toBe(6)
    await app.main('scope.w.destroy()')
  })
})
