import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Stage } from './harness.ts'
import type { App } from './harness.ts'

let stage: Stage
let app: App

beforeAll(async () => {
  stage = await Stage.open()
  app = await stage.start()
})
afterAll(() => stage.stop())

describe('invoke', () => {
  it('answers, and says who asked', async () => {
    await app.main(`ipcMain.handle('who', (e, ...args) => ({ args, url: e.senderFrame.url, origin: e.senderFrame.origin,
      top: e.senderFrame.top === e.senderFrame, parent: e.senderFrame.parent, sender: e.sender === scope.window.webContents,
      ids: [typeof e.frameId, typeof e.processId], type: e.type }))`)
    expect(await app.page("return fixture.invoke('who', 1, { a: [true] })")).toEqual({
      args: [1, { a: [true] }],
      url: 'fixture://app/page.html',
      origin: 'fixture://app',
      top: true,
      parent: null,
      sender: true,
      ids: ['number', 'number'],
      type: 'frame',
    })
  })

  it('fails as in Electron', async () => {
    await app.main(`ipcMain.handle('fails', () => { throw new TypeError('not this') })`)
    expect(await app.page("return fixture.invoke('fails').catch((e) => e.message)")).toBe(
      "Error invoking remote method 'fails': TypeError: not this",
    )
    expect(await app.page("return fixture.invoke('nobody').catch((e) => e.message)")).toBe(
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    )
    await expect(app.main(`ipcMain.handle('fails', () => {})`)).rejects.toThrow("second handler for 'fails'")
  })

  it('takes a handler away', async () => {
    await app.main(
      `ipcMain.handleOnce('once', () => 'first'); ipcMain.handle('gone', () => 1); ipcMain.removeHandler('gone')`,
    )
    expect(await app.page("return fixture.invoke('once')")).toBe('first')
    expect(await app.page("return fixture.invoke('once').catch(() => 'no')")).toBe('no')
    expect(await app.page("return fixture.invoke('gone').catch(() => 'no')")).toBe('no')
  })

  it('prefers the handler of the page', async () => {
    await app.main(
      `ipcMain.handle('both', () => 'all'); scope.window.webContents.ipc.handle('both', () => 'mine')`,
    )
    expect(await app.page("return fixture.invoke('both')")).toBe('mine')
  })

  it('refuses what cannot be cloned, on both sides', async () => {
    await app.main(`ipcMain.handle('function', () => () => {})`)
    expect(await app.page("return fixture.invoke('function').catch((e) => e.message)")).toContain(
      'An object could not be cloned',
    )
    await expect(app.main(`scope.window.webContents.send('to-renderer', () => {})`)).rejects.toThrow(
      'could not be cloned',
    )
  })
})

describe('values', () => {
  it('survive both ways', async () => {
    await app.main(`ipcMain.handle('check', (e, v) => {
      const checks = {
        map: v.map.get('k').has(5n), bytes: v.bytes.join() === '1,2,3' && v.bytes.buffer.byteLength === 8,
        shared: v.floats.buffer === v.shared, undefined: 'u' in v && v.u === undefined,
        numbers: Object.is(v.zero, -0) && Number.isNaN(v.nan), error: v.error instanceof RangeError,
        ring: v.ring.self === v.ring, sparse: !(1 in v.sparse), date: v.date.getTime() === 5, re: v.re.flags === 'gi',
        view: v.view.getInt16(0) === 258, class: v.class.constructor === Object && !('bark' in v.class),
      }
      return { ...v, verdict: Object.entries(checks).filter(([, ok]) => !ok).map(([name]) => name) }
    })`)
    expect(await app.page('return fixture.roundTrip()')).toEqual({
      main: [],
      map: true,
      bytes: '1,2,3|2|8',
      shared: true,
      undefined: true,
      numbers: true,
      error: 'far',
      ring: true,
      sparse: 3,
      others: '5|gi|258',
      class: 'Rex',
    })
  })

  it('of several megabytes arrive whole', async () => {
    await app.main(
      `ipcMain.handle('sum', (e, data) => { const b = Buffer.from(data); return [b.length, b.reduce((a, x) => a + x, 0), data] })`,
    )
    const [length, sum, same] = await app.page<[number, number, boolean]>(`
      const data = new Uint8Array(3_000_001).map((_, i) => i % 251)
      const [length, sum, back] = await fixture.invoke('sum', data.buffer)
      return [length, sum, new Uint8Array(back).every((x, i) => x === i % 251)]`)
    expect([length, same]).toEqual([3_000_001, true])
    expect(sum).toBe(Array.from({ length: 3_000_001 }, (_, i) => i % 251).reduce((a, x) => a + x, 0))
  })
})

describe('messages', () => {
  it('keep their order both ways under load', async () => {
    await app.main(
      `scope.seen = []; ipcMain.on('tick', (e, n) => { scope.seen.push(n); e.reply('to-renderer', 'tock', n) })`,
    )
    await app.page(`for (let n = 0; n < 500; n++) fixture.send('tick', n)`)
    await app.main(`while (scope.seen.length < 500) await new Promise((r) => setTimeout(r, 5))`)
    const numbers = Array.from({ length: 500 }, (_, n) => n)
    expect(await app.main('return scope.seen')).toEqual(numbers)
    expect(
      await app.page(`let back; do { await new Promise((r) => setTimeout(r, 5)); back = fixture.heard().filter(([k]) => k === 'tock') }
        while (back.length < 500); return back.map(([, n]) => n)`),
    ).toEqual(numbers)
  })

  it('come with the URL of the very document that sent them', async () => {
    await app.main(`ipcMain.on('early', (e, state) => log.push([e.senderFrame.url, state]))
      await scope.window.loadURL('fixture://app/page.html?again'); `)
    expect(await app.main('return log')).toEqual([['fixture://app/page.html?again', 'loading']])
  })
})

describe('message ports', () => {
  it('carry binary data to the page itself and back, in order', async () => {
    await app.main(`const { port1, port2 } = new electron.MessageChannelMain()
      scope.port = port1; scope.back = []
      port1.on('message', (e) => scope.back.push(e.data))
      scope.window.webContents.postMessage('port', 'to-page', [port2])
      for (let n = 0; n < 300; n++) port1.postMessage({ n, pcm: new Int16Array(320).fill(n).buffer })
      port1.start()
      while (scope.back.length < 300) await new Promise((r) => setTimeout(r, 5))`)
    expect(await app.page('return pagePort instanceof MessagePort')).toBe(true)
    const back = await app.main<{ n: number; last: number; bytes: number }[]>(
      `return scope.back.map(({ n, pcm }) => ({ n, last: new Int16Array(pcm)[319], bytes: pcm.byteLength }))`,
    )
    expect(back).toEqual(Array.from({ length: 300 }, (_, n) => ({ n, last: n, bytes: 640 })))
  })

  it('can be made by the page', async () => {
    await app.main(`scope.got = new Promise((done) => ipcMain.once('give', (e, message) => {
      const [port] = e.ports
      port.on('message', ({ data }) => done([message, data]))
      port.start()
      port.postMessage(new Uint8Array([7]))
    }))`)
    await app.page("fixture.sendPort('give')")
    expect(await app.main('return scope.got')).toEqual(['here', ['echo', new Uint8Array([7])]])
  })

  it('work between two ends in main, and travel over ports', async () => {
    expect(
      await app.main(`const a = new electron.MessageChannelMain(), b = new electron.MessageChannelMain()
        const order = []
        a.port2.postMessage('early')
        a.port1.on('message', ({ data, ports }) => {
          order.push(data)
          if (!ports[0]) return
          ports[0].postMessage('through')
        })
        const through = new Promise((done) => b.port1.on('message', ({ data }) => done(data)))
        b.port1.start()
        a.port2.postMessage('carries', [b.port2])
        order.push('not started')
        a.port1.start()
        return [await through, order]`),
    ).toEqual(['through', ['not started', 'early', 'carries']])
  })

  it('close when their document goes', async () => {
    expect(
      await app.main(`const { port1, port2 } = new electron.MessageChannelMain()
        const closed = new Promise((done) => port1.on('close', () => done('closed')))
        port1.start()
        scope.window.webContents.postMessage('port', 'keep', [port2])
        await scope.window.loadURL('fixture://app/page.html')
        return closed`),
    ).toBe('closed')
  })

  it('tell the other side when they are closed', async () => {
    expect(
      await app.main(`const { port1, port2 } = new electron.MessageChannelMain()
        const closed = new Promise((done) => port2.on('close', () => done('closed')))
        port2.start(); port1.close()
        return closed`),
    ).toBe('closed')
    await expect(
      app.main(`const { port1, port2 } = new electron.MessageChannelMain()
        port1.postMessage('', [port2]); port1.postMessage('', [port2])`),
    ).rejects.toThrow('neutered')
  })
})
