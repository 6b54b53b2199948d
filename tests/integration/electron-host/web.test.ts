import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Stage } from './harness.ts'
import type { App } from './harness.ts'

let stage: Stage
let app: App

beforeAll(async () => {
  stage = await Stage.open()
  app = await stage.start({
    switches: ['--use-fake-device-for-media-stream'],
  })
})
afterAll(() => stage.stop())

/** GET of the host's own server with these headers, by something that is not the host's Chromium. */
function get(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((done, fail) => {
    request({ host: '127.0.0.1', port, path: '/page.html', headers }, (response) => {
      response.resume()
      done(response.statusCode ?? 0)
    })
      .on('error', fail)
      .end()
  })
}

describe('a custom scheme', () => {
  it('is what the app sees, everywhere', async () => {
    expect(await app.main('return [scope.window.webContents.getURL(), scope.window.getTitle()]')).toEqual([
      'fixture://app/page.html',
      'Fixture page',
    ])
    expect(await app.page('return isSecureContext')).toBe(true)
  })

  it('keeps its headers, so its content security policy counts', async () => {
    expect(await app.page("return (await fetch('/page.html')).headers.get('x-fixture')")).toBe('yes')
    expect(await app.page('return typeof inlineRan')).toBe('undefined')
    expect(await app.page("try { return eval('1') } catch (e) { return e.name }")).toBe('EvalError')
  })

  it('gets bodies, and answers with a status of its own', async () => {
    expect(
      await app.page(
        "const r = await fetch('/echo', { method: 'POST', body: 'x'.repeat(100000) }); return [r.status, (await r.text()).length]",
      ),
    ).toEqual([207, 100_000])
    expect(await app.page("return (await fetch('/absent')).status")).toBe(404)
  })

  it('streams', async () => {
    await app.page(`window.reader = (await fetch('/stream')).body.getReader()
      window.first = new TextDecoder().decode((await reader.read()).value)`)
    expect(await app.page('return first')).toBe('first')
    await app.main('scope.finishStream()')
    expect(await app.page('return new TextDecoder().decode((await reader.read()).value)')).toBe('second')
  })

  it('gives sound to pages of another scheme, in ranges', async () => {
    await app.main('log.length = 0')
    const heard = await app.page(`const sound = new Audio('fixture-file://sounds/long.wav')
      await new Promise((done, fail) => { sound.onloadedmetadata = done; sound.onerror = () => fail(sound.error.message) })
      const sought = new Promise((done) => sound.onseeked = done)
      sound.currentTime = 500
      await sought
      return [sound.currentSrc, Math.round(sound.duration), sound.currentTime]`)
    expect(heard).toEqual(['fixture-file://sounds/long.wav', 600, 500])
    const asked = await app.main<[string, string | null][]>('return log')
    expect(new Set(asked.map(([url]) => url))).toEqual(new Set(['fixture-file://sounds/long.wav']))
    expect(asked[0]?.[1]).toBe('0')
    // It went on near the place that was sought, and did not read all that lies before.
    expect(Number(asked.at(-1)?.[1])).toBeGreaterThan(20_000_000)
  })

  it('is what the policy of a page names', async () => {
    const shown = await app.page(`const picture = new Image()
      const refused = new Promise((done) => addEventListener('securitypolicyviolation', done, { once: true }))
      picture.src = 'fixture-file://sounds/picture.png'
      const { effectiveDirective, blockedURI } = await refused
      return [effectiveDirective, blockedURI]`)
    expect(shown).toEqual(['img-src', 'fixture-file'])
  })

  it('is for our Chromium only', async () => {
    const port = await app.main<number>(`
      const { readFileSync } = await import('node:fs')
      const rule = readFileSync('/proc/' + app.getAppMetrics().find((m) => m.name === 'Chromium').pid + '/cmdline', 'utf8')
      return Number(/127\\.0\\.0\\.1:(\\d+)/.exec(rule)[1])`)
    const host = 'app.fixture.electron-host.localhost'
    expect(await get(port, { host })).toBe(403)
    expect(await get(port, { host, cookie: 'electron-host=guess' })).toBe(403)
    expect(await get(port, { host: `127.0.0.1:${port}` })).toBe(403)
    expect(await app.page('return document.cookie')).toBe('')
  })

  it('fails by name when nobody handles it', async () => {
    const failed = await app.main(`const w = new BrowserWindow({ show: false })
      const failed = new Promise((done) => w.webContents.once('did-fail-load', (e, code, text, url) => done([code, text, url])))
      const thrown = await w.loadURL('unknown://x/').catch((e) => [e.code, e.errno])
      const result = [thrown, await failed]; w.destroy(); return result`)
    expect(failed).toEqual([
      ['ERR_UNKNOWN_URL_SCHEME', -302],
      [-302, 'ERR_UNKNOWN_URL_SCHEME', 'unknown://x/'],
    ])
  })

  it('is known to net.fetch, as files are', async () => {
    expect(
      await app.main(`const { pathToFileURL } = await import('node:url')
        const a = await electron.net.fetch('fixture://app/page.html')
        const b = await electron.net.fetch(pathToFileURL(here + '/page.html').href)
        return [await a.text() === await b.text(), b.headers.get('content-type'), electron.protocol.isProtocolHandled('fixture')]`),
    ).toEqual([true, 'text/html', true])
  })
})

describe('navigation', () => {
  it('asks the app before the page goes anywhere', async () => {
    await app.main(
      `scope.asked = []; scope.window.webContents.on('will-navigate', (e) => { scope.asked.push(e.url); e.preventDefault() })`,
    )
    await app.page("document.getElementById('away').click()")
    await app.page("document.getElementById('other').click()")
    await app.main(`while (scope.asked.length < 2) await new Promise((r) => setTimeout(r, 5))`)
    expect(await app.main('return scope.asked')).toEqual([
      'https://example.invalid/',
      'fixture://app/other.html',
    ])
    expect(await app.page('return location.pathname')).toBe('/page.html')
    await app.main(`scope.window.webContents.removeAllListeners('will-navigate')`)
  })

  it('goes where the app lets it', async () => {
    await app.main(
      `scope.arrived = new Promise((done) => scope.window.webContents.once('did-finish-load', () => done(scope.window.webContents.getURL())))`,
    )
    await app.page("document.getElementById('other').click()")
    expect(await app.main('return scope.arrived')).toBe('fixture://app/other.html')
    expect(await app.page('return typeof fixture.add')).toBe('function')
  })

  it('does not ask about what the app does itself', async () => {
    const asked = await app.main(`const asked = []; const { webContents } = scope.window
      webContents.on('will-navigate', (e) => asked.push(e.url))
      await scope.window.loadURL('fixture://app/page.html')
      const reloaded = new Promise((done) => webContents.once('did-finish-load', done))
      webContents.reload(); await reloaded
      webContents.removeAllListeners('will-navigate')
      return asked`)
    expect(asked).toEqual([])
  })

  it('denies new windows', async () => {
    await app.main(
      `scope.opened = []; scope.window.webContents.setWindowOpenHandler((d) => { scope.opened.push(d.url); return { action: 'deny' } })`,
    )
    await app.page(
      "document.getElementById('blank').click(); window.open('https://example.invalid/', 'x', 'width=100')",
    )
    await app.main(`while (scope.opened.length < 2) await new Promise((r) => setTimeout(r, 5))`)
    expect(await app.main('return scope.opened')).toEqual([
      'fixture://app/other.html',
      'https://example.invalid/',
    ])
    expect(await app.main('return BrowserWindow.getAllWindows().length')).toBe(1)
  })

  it('rejects a load that fails, and one that is overtaken', async () => {
    expect(
      await app.main(
        `return scope.window.loadURL('http://127.0.0.1:9/').catch((e) => [e.code, e.errno, e.url])`,
      ),
    ).toEqual([
      expect.stringMatching(/ERR_CONNECTION_REFUSED|ERR_UNSAFE_PORT/),
      expect.any(Number),
      'http://127.0.0.1:9/',
    ])
    expect(
      await app.main(`const first = scope.window.loadURL('fixture://app/other.html').catch((e) => e.code)
        await scope.window.loadURL('fixture://app/page.html'); return [await first, scope.window.webContents.getURL()]`),
    ).toEqual(['ERR_ABORTED', 'fixture://app/page.html'])
  })
})

describe('permissions', () => {
  const microphone = `return navigator.mediaDevices.getUserMedia({ audio: true }).then((s) => s.getTracks()[0].kind, (e) => e.name)`

  it('are what the handlers say, for the origin that asks', async () => {
    await app.main(`scope.asked = []
      electron.session.defaultSession.setPermissionCheckHandler((contents, permission, origin, details) => {
        scope.asked.push(['check', permission, origin, details.mediaType]); return permission === 'media' })
      electron.session.defaultSession.setPermissionRequestHandler((contents, permission, callback, details) => {
        scope.asked.push(['request', permission, details.securityOrigin, details.mediaTypes?.[0]]); callback(details.mediaTypes?.[0] === 'audio') })
      await scope.window.loadURL('fixture://app/page.html')`)
    expect(await app.main('return scope.asked')).toEqual(
      expect.arrayContaining([
        ['check', 'media', 'fixture://app/', 'audio'],
        ['request', 'media', 'fixture://app/', 'audio'],
        ['check', 'geolocation', 'fixture://app/', undefined],
      ]),
    )
    expect(await app.page(microphone)).toBe('audio')
    expect(await app.page(`return (await navigator.permissions.query({ name: 'camera' })).state`)).toBe(
      'denied',
    )
    expect(await app.page(`return (await navigator.permissions.query({ name: 'geolocation' })).state`)).toBe(
      'denied',
    )
  })

  it('are refused when the app refuses', async () => {
    await app.main(`electron.session.defaultSession.setPermissionCheckHandler(() => true)
      electron.session.defaultSession.setPermissionRequestHandler((c, p, callback) => callback(false))
      await scope.window.loadURL('fixture://app/page.html')`)
    expect(await app.page(microphone)).toBe('NotAllowedError')
  })
})
