import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIXTURE, Stage } from './harness.ts'

let stage: Stage

/** Resolves when no such process runs any more; one that its parent has not taken leave of yet (a zombie) does not. */
async function ended(pid: number): Promise<void> {
  for (;;) {
    try {
      if (readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) return
    } catch {
      return
    }
    await new Promise((again) => setTimeout(again, 20))
  }
}

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.stop())

describe('leaving', () => {
  it('asks in the order of Electron', async () => {
    const app = await stage.start()
    await app.main('setImmediate(() => app.quit())')
    expect(await app.exited).toEqual({ code: 0, signal: null })
    expect(app.lines()).toEqual(['running', 'before-quit', 'close', 'closed', 'will-quit', 'quit'])
  })

  it('can be stopped at each step', async () => {
    const app = stage.spawn({ app: join(FIXTURE, 'quit-refused.cjs') })
    expect(await app.exited).toEqual({ code: 0, signal: null })
    expect(app.lines()).toEqual([
      'before-quit 1',
      'before-quit 2',
      'close',
      'before-quit 3',
      'close',
      'closed',
      'will-quit',
      'before-quit 4',
      'will-quit',
      'quit 0',
    ])
  })

  it('follows the last window, unless the app listens', async () => {
    const goes = await stage.start()
    await goes.main('scope.window.close()')
    expect(await goes.exited).toEqual({ code: 0, signal: null })
    const stays = await stage.start({ env: { FIXTURE_STAY: '1' } })
    await stays.main('scope.window.close()')
    await stays.printed('window-all-closed')
    expect(await stays.main('return BrowserWindow.getAllWindows().length')).toBe(0)
    // A window made later works as the first one did.
    expect(
      await stays.main(
        `const w = new BrowserWindow(); await w.loadURL('fixture://app/page.html'); return w.getTitle()`,
      ),
    ).toBe('Fixture page')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('quits on %s, and leaves nothing behind', async (signal) => {
    const app = await stage.start()
    const chromium = await app.main<number>(
      `return app.getAppMetrics().find((m) => m.name === 'Chromium').pid`,
    )
    app.child.kill(signal)
    expect(await app.exited).toEqual({ code: 0, signal: null })
    expect(app.lines()).toContain('will-quit')
    await ended(chromium)
    expect(readdirSync(app.temp)).toEqual([])
  })

  it('takes Chromium along even when it is killed', async () => {
    const app = await stage.start()
    const chromium = await app.main<number>(
      `return app.getAppMetrics().find((m) => m.name === 'Chromium').pid`,
    )
    app.child.kill('SIGKILL')
    await app.exited
    await ended(chromium)
  })

  it('exits with the code it is given', async () => {
    const app = await stage.start()
    await app.main('setImmediate(() => app.exit(42))')
    expect((await app.exited).code).toBe(42)
    expect(app.lines()).toEqual(['running', 'closed', 'quit'])
  })

  it('exits even while a native call hangs', async () => {
    const app = await stage.start({ env: { FIXTURE_WINDOW: 'no' } })
    // Opening a FIFO that nobody writes to holds a thread of Node's pool for ever.
    await app.main(`const { execFileSync } = await import('node:child_process')
      const fifo = app.getPath('userData') + '/fifo'
      execFileSync('mkfifo', [fifo])
      ;(await import('node:fs')).readFile(fifo, () => {})
      process.on('exit', () => console.log('exit listener'))
      setImmediate(() => app.exit(9))`)
    expect((await app.exited).code).toBe(9)
    expect(app.lines()).toEqual(['running', 'quit', 'exit listener'])
  })

  it('fails when Chromium is lost', async () => {
    const app = await stage.start()
    await app.main(`process.kill(app.getAppMetrics().find((m) => m.name === 'Chromium').pid, 'SIGKILL')`)
    expect((await app.exited).code).toBe(1)
    expect(app.output).toContain('Chromium has ended')
  })

  it('fails with a reason when there is no Chromium, no display or no app', async () => {
    const lost = stage.spawn({ env: { PARLEY_CHROMIUM: '/nowhere/chromium' } })
    expect((await lost.exited).code).toBe(1)
    expect(lost.output).toContain('no Chromium found')
    const blind = stage.spawn({ env: { DISPLAY: ':9999' } })
    expect((await blind.exited).code).toBe(1)
    expect(blind.output).toContain('is there a display?')
    const absent = stage.spawn({ app: join(FIXTURE, 'absent.js') })
    expect((await absent.exited).code).toBe(1)
  })
})

describe('one instance', () => {
  it('is told of the others', async () => {
    const userData = stage.folder()
    const env = { FIXTURE_SINGLE: '1', FIXTURE_WINDOW: 'no' }
    const first = await stage.start({ userData, env })
    expect(await first.main('return app.hasSingleInstanceLock()')).toBe(true)
    const second = stage.spawn({ userData, env, args: ['--say', 'hello'] })
    expect((await second.exited).code).toBe(7)
    await first.printed(`told hello {"from":${second.child.pid}}`)
    expect(second.lines()).toEqual(['second'])
    // Elsewhere is another app.
    const other = await stage.start({ env })
    expect(await other.main('return app.hasSingleInstanceLock()')).toBe(true)
  })

  it('takes over from one that died', async () => {
    const userData = stage.folder()
    const env = { FIXTURE_SINGLE: '1', FIXTURE_WINDOW: 'no' }
    const first = await stage.start({ userData, env })
    first.child.kill('SIGKILL')
    await first.exited
    const next = await stage.start({ userData, env })
    expect(await next.main('return app.hasSingleInstanceLock()')).toBe(true)
  })
})

describe('the process', () => {
  it('looks like Electron', async () => {
    const app = await stage.start({
      env: { FIXTURE_WINDOW: 'no' },
      switches: ['--lang=de'],
      args: ['file.txt'],
    })
    expect(
      await app.main(`return { type: process.type, electron: process.versions.electron, chrome: process.versions.chrome,
        resources: typeof process.resourcesPath, last: process.argv.at(-1), name: app.getName(), version: app.getVersion(),
        path: app.getAppPath() === here, packaged: app.isPackaged, locale: app.getLocale(), dock: app.dock }`),
    ).toEqual({
      type: 'browser',
      electron: expect.stringMatching(/^\d+\./),
      chrome: expect.stringMatching(/^\d+\./),
      resources: 'string',
      last: 'file.txt',
      name: 'Host Fixture',
      version: '3.2.1',
      path: true,
      packaged: false,
      locale: 'de',
      dock: undefined,
    })
    const paths = await app.main<Record<string, string>>(
      `return Object.fromEntries(['userData', 'appData', 'temp', 'home', 'logs', 'exe', 'documents', 'downloads', 'desktop'].map((n) => [n, app.getPath(n)]))`,
    )
    expect(paths['logs']).toBe(join(paths['userData']!, 'logs'))
    expect(Object.values(paths).every((path) => path.length > 0)).toBe(true)
    await expect(app.main(`return app.getPath('nonsense')`)).rejects.toThrow("Failed to get 'nonsense' path")
  })

  it('measures itself and Chromium', async () => {
    const app = await stage.start()
    const metrics = await app.main<{ type: string; memory: { workingSetSize: number } }[]>(
      'return app.getAppMetrics()',
    )
    expect(metrics[0]?.type).toBe('Browser')
    expect(metrics.some(({ type }) => type === 'Tab')).toBe(true)
    expect(metrics.every(({ memory }) => memory.workingSetSize >= 0)).toBe(true)
  })

  it('runs electron-store', async () => {
    const app = await stage.start({ env: { FIXTURE_WINDOW: 'no' } })
    expect(
      await app.main(`const { default: Store } = await import('electron-store')
        const store = new Store({ name: 'probe' }); store.set('a.b', 1)
        return [store.get('a.b'), store.path === electron.app.getPath('userData') + '/probe.json']`),
    ).toEqual([1, true])
  })

  it('throws by name for what it lacks', async () => {
    const app = await stage.start()
    const lacks = async (code: string, name: string): Promise<void> => {
      await expect(app.main(`return ${code}`)).rejects.toThrow(`electron-host: ${name} is not implemented`)
    }
    await lacks('app.setBadgeCount(1)', 'app.setBadgeCount')
    await lacks('electron.autoUpdater.checkForUpdates()', 'autoUpdater.checkForUpdates')
    await lacks('electron.desktopCapturer.getSources({})', 'desktopCapturer.getSources')
    await lacks('new electron.BrowserView()', 'BrowserView')
    await lacks('electron.nonsense', 'electron.nonsense')
    await lacks('scope.window.setVibrancy("hud")', 'BrowserWindow.setVibrancy')
    await lacks('scope.window.webContents.printToPDF({})', 'webContents.printToPDF')
    await lacks('electron.session.defaultSession.cookies', 'session.cookies')
    await lacks(
      'electron.session.defaultSession.webRequest.onBeforeRequest(() => {})',
      'session.webRequest.onBeforeRequest',
    )
    await lacks('electron.session.fromPartition("persist:x")', "session.fromPartition('persist:x')")
    await lacks('electron.safeStorage.encryptString("x")', 'safeStorage.encryptString')
    await lacks('new BrowserWindow({ webPreferences: { sandbox: false } })', 'webPreferences.sandbox: false')
    await lacks(
      'new BrowserWindow({ webPreferences: { nodeIntegration: true } })',
      'webPreferences.nodeIntegration: true',
    )
    expect(await app.main('return "setBadgeCount" in app')).toBe(false)
  })

  it('reports errors that nobody caught and goes on', async () => {
    const app = await stage.start({ env: { FIXTURE_WINDOW: 'no' } })
    await app.main(`setImmediate(() => { throw new Error('loose') }); Promise.reject(new Error('unheard'))`)
    await app.printed('UnhandledPromiseRejectionWarning: Error: unheard')
    await app.printed('Error: loose')
    expect(await app.main('return 1')).toBe(1)
  })
})

describe('utility processes', () => {
  it('are Node processes of their own', async () => {
    const app = await stage.start({ env: { FIXTURE_WINDOW: 'no' } })
    const seen = await app.main(`const child = electron.utilityProcess.fork(here + '/utility.ts', ['--flag'],
        { env: { ...process.env, FIXTURE: 'yes' }, serviceName: 'fixture' })
      const events = []
      child.on('spawn', () => events.push('spawn:' + (typeof child.pid)))
      child.postMessage({ bytes: new Uint8Array([1, 2]), map: new Map([[1, 2n]]) })
      const message = await new Promise((done) => child.once('message', done))
      const gone = new Promise((done) => app.once('child-process-gone', (e, d) => done([d.name, d.reason, d.exitCode])))
      const exit = new Promise((done) => child.once('exit', done))
      child.postMessage('exit')
      return [events, message, await exit, await gone, child.pid, child.kill()]`)
    expect(seen).toEqual([
      ['spawn:number'],
      {
        echo: { bytes: new Uint8Array([1, 2]), map: new Map([[1, 2n]]) },
        argv: ['--flag'],
        env: 'yes',
        type: 'utility',
      },
      5,
      ['fixture', 'abnormal-exit', 5],
      undefined,
      false,
    ])
  })

  it('give their output and end with the app', async () => {
    const app = await stage.start({ env: { FIXTURE_WINDOW: 'no' } })
    const [pid, text] = await app.main<[number, string]>(`
      const child = electron.utilityProcess.fork('data.mjs'.replace('data.mjs', here + '/utility.ts'), [], { stdio: 'pipe', execArgv: ['--trace-exit'] })
      scope.child = child
      await new Promise((done) => child.once('spawn', done))
      return [child.pid, typeof child.stdout.on + typeof child.stderr.on]`)
    expect(text).toBe('functionfunction')
    app.child.kill('SIGTERM')
    await app.exited
    await ended(pid)
  })
})
