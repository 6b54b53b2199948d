import { app } from '../app/app.ts'
import { registeredShortcuts, triggerShortcut } from '../native/global-shortcut.ts'
import { HostMenu, openPopup } from '../native/menu.ts'
import { nativeTheme } from '../native/native-theme.ts'
import { shownNotifications } from '../native/notification.ts'
import { screen } from '../native/screen.ts'
import { powerMonitor } from '../native/small-modules.ts'
import { trays } from '../native/tray.ts'
import type { HostTray } from '../native/tray.ts'
import { createEvent } from '../strict.ts'
import { windows } from '../web/registry.ts'
import type { HostBrowserWindow } from '../web/browser-window.ts'
import type { ControlCommand, ControlCommands, ControlReply, ControlRequest } from './contract.ts'
import { dialogAnswers, dialogLog, driven, shellLog } from './records.ts'

type Handlers = {
  [Command in ControlCommand]: (
    ...args: ControlCommands[Command]['args']
  ) => ControlCommands[Command]['result']
}

function tray(): HostTray {
  const [first] = trays
  if (!first) throw new Error('the app has no tray icon')
  return first
}

function windowOf(id: number): HostBrowserWindow {
  const window = windows.get(id)
  if (!window) throw new Error(`no window ${id}`)
  return window
}

function applicationMenu(): HostMenu | null {
  return HostMenu.getApplicationMenu() as unknown as HostMenu | null
}

function clickMenu(path: string | string[]): null {
  const menus = [openPopup(), ...[...trays].map((each) => each._menu), applicationMenu()]
  const item = menus.map((menu) => menu?._find(path)).find(Boolean)
  if (!item) throw new Error(`no menu item ${JSON.stringify(path)}`)
  if (!item.enabled || !item.visible) throw new Error(`menu item ${JSON.stringify(path)} cannot be clicked`)
  item.click()
  return null
}

const handlers: Handlers = {
  'dialog.next': (result) => {
    dialogAnswers.push(result)
    return null
  },
  'dialog.log': () => dialogLog,
  'tray.state': () => (trays.size > 0 ? tray()._describe() : null),
  'tray.click': (kind = 'click') => {
    tray()._click(kind)
    return null
  },
  'tray.menu': (open) => {
    tray()._menu?.emit(open ? 'menu-will-show' : 'menu-will-close', createEvent({}))
    return null
  },
  'menu.click': clickMenu,
  'menu.application': () => applicationMenu()?._describe() ?? null,
  'shell.log': () => shellLog,
  'notifications.log': () => shownNotifications.map((notification, index) => notification._describe(index)),
  'notification.click': (index) => {
    const notification = shownNotifications[index]
    if (!notification) throw new Error(`no notification ${index}`)
    notification.emit('click', createEvent({}))
    return null
  },
  'globalShortcut.list': registeredShortcuts,
  'globalShortcut.trigger': triggerShortcut,
  'powerMonitor.emit': (event) => {
    powerMonitor.emit(event, createEvent({}))
    return null
  },
  'powerMonitor.set': ({ onBattery, idleSeconds }) => {
    powerMonitor._onBattery = onBattery ?? powerMonitor._onBattery
    powerMonitor._idleSeconds = idleSeconds ?? powerMonitor._idleSeconds
    return null
  },
  'nativeTheme.set': (theme) => {
    nativeTheme._setDesktop(theme === 'dark')
    return null
  },
  'screen.cursor': (point) => {
    screen._setCursor(point)
    return null
  },
  'windows.list': () => [...windows.values()].map((window) => window._describe()),
  'window.userClose': (id) => {
    windowOf(id).close()
    return null
  },
  'window.userBlur': (id) => {
    windowOf(id).blur()
    return null
  },
  'windows.endSession': () => {
    for (const event of ['query-session-end', 'session-end']) {
      for (const window of windows.values()) window.emit(event, createEvent({ reasons: ['logoff'] }))
    }
    return null
  },
  'app.metrics': () => app.getAppMetrics(),
  'app.secondInstance': (argv) => {
    app._secondInstance(argv, process.cwd(), null)
    return null
  },
  'app.activate': () => {
    app.emit('activate', createEvent({}), windows.size > 0)
    return null
  },
  'app.quit': () => {
    app.quit()
    return null
  },
}

function answer({ id, cmd, args }: ControlRequest): ControlReply {
  try {
    const handler = handlers[cmd] as ((...rest: unknown[]) => unknown) | undefined
    if (!handler) throw new Error(`no command ${cmd}`)
    return { id, ok: true, result: handler(...args) }
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}

/** The app may have messages of its own on the same channel. */
function isRequest(message: unknown): message is ControlRequest {
  return (
    typeof message === 'object' && message !== null && 'cmd' in message && typeof message.cmd === 'string'
  )
}

/** Answers the test that started this process, if one did. */
export function listenToTest(): void {
  if (!driven) return
  process.on('message', (message) => {
    if (!isRequest(message)) return
    const request = message
    // Settled first, so that a command that ends the process still has its answer sent.
    const reply = request.cmd === 'app.quit' ? null : answer(request)
    process.send?.(reply ?? { id: request.id, ok: true, result: null }, () => reply ?? answer(request))
  })
  // The test itself must not keep the app alive, and an app whose test has died has nothing to wait for.
  process.on('disconnect', () => app.exit(1))
}
