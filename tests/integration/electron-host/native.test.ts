import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Stage } from './harness.ts'
import type { App } from './harness.ts'

let stage: Stage
let app: App

beforeAll(async () => {
  stage = await Stage.open()
  app = await stage.start({ env: { FIXTURE_WINDOW: 'no', FIXTURE_STAY: '1' } })
})
afterAll(() => stage.stop())

/** A 2x1 PNG made by the app itself: one red and one blue pixel. */
const IMAGE = `electron.nativeImage.createFromBitmap(Buffer.from([0, 0, 255, 255, 255, 0, 0, 255]), { width: 2, height: 1 })`

describe('dialogs', () => {
  it('answer what the test has queued, else they are cancelled', async () => {
    await app.control.send('dialog.next', { canceled: false, filePaths: ['/a'] })
    expect(await app.main(`return electron.dialog.showOpenDialog({ title: 'pick' })`)).toEqual({
      canceled: false,
      filePaths: ['/a'],
    })
    await app.control.send('dialog.next', { response: 2, checkboxChecked: true })
    expect(await app.main(`return electron.dialog.showMessageBoxSync({ message: 'sure?' })`)).toBe(2)
    expect(await app.main(`return electron.dialog.showOpenDialogSync({})`)).toBe(undefined)
    expect(await app.main(`return electron.dialog.showSaveDialog({})`)).toEqual({
      canceled: true,
      filePath: '',
    })
    expect(
      await app.main(`return electron.dialog.showMessageBox({ message: '', cancelId: 1 })`),
    ).toMatchObject({ response: 1 })
    expect((await app.control.send('dialog.log')).slice(0, 2)).toEqual([
      { method: 'showOpenDialog', args: [{ title: 'pick' }] },
      { method: 'showMessageBox', args: [{ message: 'sure?' }] },
    ])
    expect(app.output).toContain('dialog.showSaveDialog cannot be shown and counts as cancelled')
  })
})

describe('the tray and its menu', () => {
  it('can be seen and clicked', async () => {
    expect(await app.control.send('tray.state')).toBeNull()
    await app.main(`scope.clicks = []
      const tray = scope.tray = new electron.Tray(${IMAGE})
      tray.setToolTip('hello')
      tray.on('click', () => scope.clicks.push('tray'))
      tray.setContextMenu(electron.Menu.buildFromTemplate([
        { label: 'Open', accelerator: 'Ctrl+O', click: (item) => scope.clicks.push(item.label) },
        { type: 'separator' },
        { label: 'More', submenu: [{ id: 'deep', label: 'Deep', type: 'checkbox', click: (item) => scope.clicks.push(item.checked) }] },
        { label: 'One', type: 'radio', checked: true }, { label: 'Two', type: 'radio' },
        { label: 'Off', enabled: false },
      ]))`)
    await app.control.send('tray.click')
    await app.control.send('menu.click', ['Open'])
    await app.control.send('menu.click', ['More', 'Deep'])
    await app.control.send('menu.click', 'deep')
    await app.control.send('menu.click', ['Two'])
    await expect(app.control.send('menu.click', ['Off'])).rejects.toThrow('cannot be clicked')
    await expect(app.control.send('menu.click', ['Nowhere'])).rejects.toThrow('no menu item')
    expect(await app.main('return scope.clicks')).toEqual(['tray', 'Open', true, false])
    const state = await app.control.send('tray.state')
    expect(state).toMatchObject({
      toolTip: 'hello',
      image: expect.stringMatching(/^data:image\/png;base64,/),
    })
    expect(state?.menu?.map(({ label, type, checked }) => [label, type, checked])).toEqual([
      ['Open', 'normal', false],
      ['', 'separator', false],
      ['More', 'submenu', false],
      ['One', 'radio', false],
      ['Two', 'radio', true],
      ['Off', 'normal', false],
    ])
    await app.main('scope.tray.destroy()')
    expect(await app.control.send('tray.state')).toBeNull()
  })
})

describe('images', () => {
  it('are read, written and resized', async () => {
    expect(
      await app.main(`const { nativeImage } = electron, image = ${IMAGE}
        const again = nativeImage.createFromDataURL(image.toDataURL())
        const half = image.resize({ width: 1, height: 1 })
        return [again.getSize(), [...again.toBitmap()], [...half.toBitmap()], nativeImage.createFromPath('/nowhere.png').isEmpty(),
          nativeImage.createEmpty().isEmpty(), image.isEmpty()]`),
    ).toEqual([
      { width: 2, height: 1 },
      [0, 0, 255, 255, 255, 0, 0, 255],
      [128, 0, 128, 255],
      true,
      true,
      false,
    ])
  })
})

describe('what leaves the app', () => {
  it('is only recorded under a test', async () => {
    await app.main(
      `await electron.shell.openExternal('https://example.invalid/'); electron.shell.showItemInFolder('/x'); electron.shell.beep()`,
    )
    expect(await app.control.send('shell.log')).toEqual([
      { method: 'openExternal', args: ['https://example.invalid/'] },
      { method: 'showItemInFolder', args: ['/x'] },
      { method: 'beep', args: [] },
    ])
  })

  it('shows notifications that can be clicked', async () => {
    await app.main(
      `const n = new electron.Notification({ title: 'T', body: 'B' }); n.on('click', () => log.push('clicked')); n.show()`,
    )
    expect(await app.control.send('notifications.log')).toEqual([
      { index: 0, title: 'T', body: 'B', silent: false, closed: false },
    ])
    await app.control.send('notification.click', 0)
    expect(await app.main('return log')).toEqual(['clicked'])
  })
})

describe('shortcuts', () => {
  it('are kept by what they mean, not by how they are written', async () => {
    expect(
      await app.main(`scope.pressed = 0; const { globalShortcut: g } = electron, hit = () => scope.pressed++
        return [g.register('CommandOrControl+Shift+Space', hit), g.register('shift+ctrl+space', hit), g.isRegistered('Shift+Control+Space'),
          g.register('Ctrl+Nonsense', hit), g.register('', hit), g.register('Ctrl', hit)]`),
    ).toEqual([true, false, true, false, false, false])
    expect(await app.control.send('globalShortcut.list')).toEqual(['CommandOrControl+Shift+Space'])
    expect(await app.control.send('globalShortcut.trigger', 'Ctrl+Shift+Space')).toBe(true)
    await app.main('electron.globalShortcut.setSuspended(true)')
    expect(await app.control.send('globalShortcut.trigger', 'Ctrl+Shift+Space')).toBe(false)
    await app.main('electron.globalShortcut.unregisterAll()')
    expect(await app.main('return scope.pressed')).toBe(1)
    expect(await app.control.send('globalShortcut.list')).toEqual([])
  })
})

describe('the machine', () => {
  it('sleeps, wakes and idles as the test says', async () => {
    await app.main(`const { powerMonitor } = electron; scope.power = []
      for (const name of ['suspend', 'resume', 'lock-screen']) powerMonitor.on(name, () => scope.power.push(name))`)
    for (const event of ['suspend', 'resume', 'lock-screen'])
      await app.control.send('powerMonitor.emit', event)
    await app.control.send('powerMonitor.set', { onBattery: true, idleSeconds: 90 })
    expect(
      await app.main(
        `const { powerMonitor: p } = electron; return [scope.power, p.isOnBatteryPower(), p.getSystemIdleTime(), p.getSystemIdleState(60)]`,
      ),
    ).toEqual([['suspend', 'resume', 'lock-screen'], true, 90, 'idle'])
  })

  it('has a screen, and a pointer where the test puts it', async () => {
    await app.control.send('screen.cursor', { x: 7, y: 8 })
    expect(
      await app.main(`const { screen } = electron, d = screen.getPrimaryDisplay()
        return [d.bounds, d.scaleFactor, screen.getAllDisplays().length, screen.getDisplayNearestPoint({ x: 9999, y: 0 }).id === d.id, screen.getCursorScreenPoint()]`),
    ).toEqual([{ x: 0, y: 0, width: 1280, height: 800 }, 1, 1, true, { x: 7, y: 8 }])
  })

  it('has a clipboard of its own and no key ring', async () => {
    expect(
      await app.main(`await electron.clipboard.writeText('copied')
        return [await electron.clipboard.readText(), electron.safeStorage.isEncryptionAvailable(),
          electron.systemPreferences.getMediaAccessStatus('microphone')]`),
    ).toEqual(['copied', false, 'granted'])
  })
})

describe('the hook', () => {
  it('tells the app of other instances, and quits it', async () => {
    await app.control.send('app.secondInstance', ['parley', '--toggle'])
    await app.printed('told --toggle null')
    await expect(app.control.send('nonsense' as 'app.quit')).rejects.toThrow('no command nonsense')
    await app.control.send('app.quit')
    expect((await app.exited).code).toBe(0)
    await expect(app.control.send('app.quit')).rejects.toThrow()
  })
})
