import type { MenuEntry } from '../native/menu.ts'
import type { NotificationRecord } from '../native/notification.ts'
import type { TrayState } from '../native/tray.ts'
import type { RecordedCall } from './records.ts'

/** A window as `windows.list` shows it. */
export interface WindowDescription {
  id: number
  url: string
  title: string
  visible: boolean
  focused: boolean
  shape: 'normal' | 'minimized' | 'maximized' | 'fullscreen'
  bounds: { x: number; y: number; width: number; height: number }
  alwaysOnTop: boolean
  focusable: boolean
  resizable: boolean
  skipTaskbar: boolean
  ignoreMouseEvents: boolean
  onAllWorkspaces: boolean
  menuBarVisible: boolean
  frame: boolean
  transparent: boolean
  flashing: boolean
  progress: number
}

/** What a test can ask of the host: for each command its arguments and its result. */
export interface ControlCommands {
  /** Queues what the next dialog answers, as that dialog's own result type. */
  'dialog.next': { args: [result: unknown]; result: null }
  'dialog.log': { args: []; result: RecordedCall[] }
  /** The first tray icon; null if there is none. */
  'tray.state': { args: []; result: TrayState | null }
  'tray.click': { args: [kind?: 'click' | 'right-click' | 'double-click']; result: null }
  /** The person opens or closes the tray's menu. */
  'tray.menu': { args: [open: boolean]; result: null }
  /** Clicks an item of the tray's menu, an open context menu or the application menu: by id, or by a path of labels. */
  'menu.click': { args: [path: string | string[]]; result: null }
  'menu.application': { args: []; result: MenuEntry[] | null }
  'shell.log': { args: []; result: RecordedCall[] }
  'notifications.log': { args: []; result: NotificationRecord[] }
  'notification.click': { args: [index: number]; result: null }
  'globalShortcut.list': { args: []; result: string[] }
  /** False if nobody has registered it. */
  'globalShortcut.trigger': { args: [accelerator: string]; result: boolean }
  /** Emits a `powerMonitor` event such as 'suspend' or 'lock-screen'. */
  'powerMonitor.emit': { args: [event: string]; result: null }
  'powerMonitor.set': { args: [state: { onBattery?: boolean; idleSeconds?: number }]; result: null }
  /** The desktop's theme, which counts while `themeSource` is 'system'. */
  'nativeTheme.set': { args: [theme: 'light' | 'dark']; result: null }
  'screen.cursor': { args: [point: { x: number; y: number }]; result: null }
  'windows.list': { args: []; result: WindowDescription[] }
  /** The person closes the window; the app may refuse. */
  'window.userClose': { args: [id: number]; result: null }
  /** The person turns to another program: the window loses the focus and stays where it is. */
  'window.userBlur': { args: [id: number]; result: null }
  /** Windows ends the person's session: every window is asked, and then told. */
  'windows.endSession': { args: []; result: null }
  'app.metrics': { args: []; result: Electron.ProcessMetric[] }
  'app.secondInstance': { args: [argv: string[]]; result: null }
  'app.activate': { args: []; result: null }
  'app.quit': { args: []; result: null }
}

export type ControlCommand = keyof ControlCommands

export interface ControlRequest {
  id: number
  cmd: ControlCommand
  args: unknown[]
}

export type ControlReply =
  { id: number; ok: true; result: unknown } | { id: number; ok: false; error: string }
