/**
 * The `electron` module of the main process, as far as this host imitates it. What it lacks throws by name.
 */
import type {} from 'electron'
import { app } from './app/app.ts'
import { HostMessageChannel } from './ipc/ports.ts'
import { ipcMain } from './ipc/ipc-main.ts'
import { dialog } from './native/dialog.ts'
import { globalShortcut } from './native/global-shortcut.ts'
import { HostMenu, HostMenuItem } from './native/menu.ts'
import { nativeImage } from './native/native-image.ts'
import { nativeTheme } from './native/native-theme.ts'
import { HostNotification } from './native/notification.ts'
import { screen } from './native/screen.ts'
import { shell } from './native/shell.ts'
import {
  clipboard,
  crashReporter,
  powerMonitor,
  safeStorage,
  systemPreferences,
} from './native/small-modules.ts'
import { HostTray } from './native/tray.ts'
import { net } from './net/net.ts'
import { protocol } from './net/protocol.ts'
import { session } from './session/session.ts'
import { missing, strict } from './strict.ts'
import { utilityProcess } from './utility/utility-process.ts'
import { HostBrowserWindow } from './web/browser-window.ts'
import { webContents as contents } from './web/web-contents.ts'

const strictContents = strict(contents, 'webContents')
const strictImages = strict(nativeImage, 'nativeImage')
const strictUtility = strict(utilityProcess, 'utilityProcess')
const BrowserWindow = strict(HostBrowserWindow, 'BrowserWindow')
const Menu = strict(HostMenu, 'Menu')
const Notification = strict(HostNotification, 'Notification')

export {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  globalShortcut,
  HostMenuItem as MenuItem,
  HostMessageChannel as MessageChannelMain,
  HostTray as Tray,
  ipcMain,
  Menu,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  strictContents as webContents,
  strictImages as nativeImage,
  strictUtility as utilityProcess,
  systemPreferences,
}

export const autoUpdater = missing('autoUpdater')
export const BaseWindow = missing('BaseWindow')
export const BrowserView = missing('BrowserView')
export const ClipboardItem = missing('ClipboardItem')
export const contentTracing = missing('contentTracing')
export const desktopCapturer = missing('desktopCapturer')
export const ImageView = missing('ImageView')
export const inAppPurchase = missing('inAppPurchase')
export const netLog = missing('netLog')
export const powerSaveBlocker = missing('powerSaveBlocker')
export const pushNotifications = missing('pushNotifications')
export const ShareMenu = missing('ShareMenu')
export const TouchBar = missing('TouchBar')
export const View = missing('View')
export const WebContentsView = missing('WebContentsView')
export const webFrameMain = missing('webFrameMain')

const everything = {
  app,
  autoUpdater,
  BaseWindow,
  BrowserView,
  BrowserWindow,
  clipboard,
  ClipboardItem,
  contentTracing,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  ImageView,
  inAppPurchase,
  ipcMain,
  Menu,
  MenuItem: HostMenuItem,
  MessageChannelMain: HostMessageChannel,
  nativeImage: strictImages,
  nativeTheme,
  net,
  netLog,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  pushNotifications,
  safeStorage,
  screen,
  session,
  ShareMenu,
  shell,
  systemPreferences,
  TouchBar,
  Tray: HostTray,
  utilityProcess: strictUtility,
  View,
  webContents: strictContents,
  WebContentsView,
  webFrameMain,
}

// Every name is one that Electron's main process has; a renamed module is a compile-time error here.
everything satisfies {
  [Name in keyof typeof everything]: Name extends keyof typeof Electron.CrossProcessExports ? unknown : never
}

export default strict(everything, 'electron')
