import { app, clipboard, Menu } from 'electron'
import type { BrowserWindow, ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { Translate } from '../../shared/i18n/translator.ts'
import { appMenu, contextMenu } from './window-menus.ts'
import type { MenuLine } from './window-menus.ts'

/** What lines do that the system does not do by itself. */
interface Actions {
  readonly openSettings: () => void
  readonly correct: (spelling: string) => void
}

const nothing = (): void => undefined

/** Sets the application's menu in the person's language. To be called before the first window is made, and on a change. */
export function setAppMenu(t: Translate, openSettings: () => void): void {
  const { isPackaged } = app
  const lines = appMenu({ isMac: process.platform === 'darwin', isPackaged }, t)
  Menu.setApplicationMenu(build(lines, { openSettings, correct: nothing }))
}

/** Gives a window a menu for what is clicked with the other mouse button. */
export function offerContextMenu(window: BrowserWindow, translate: () => Translate): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, params: ContextMenuParams) => {
    const lines = contextMenu(params, translate())
    if (lines.length === 0) return
    const correct = (spelling: string) => {
      webContents.replaceMisspelling(spelling)
    }
    const { frame, menuSourceType: sourceType } = params
    build(lines, { openSettings: nothing, correct }).popup({
      window,
      sourceType,
      ...(frame ? { frame } : {}),
    })
  })
}

function build(lines: readonly MenuLine[], actions: Actions): Electron.Menu {
  return Menu.buildFromTemplate(lines.map((line) => template(line, actions)))
}

function template(line: MenuLine, actions: Actions): MenuItemConstructorOptions {
  switch (line.type) {
    case 'separator':
      return { type: 'separator' }
    case 'role':
      return { role: line.role, label: line.label, enabled: line.enabled ?? true }
    case 'submenu':
      return { label: line.label, submenu: line.lines.map((each) => template(each, actions)) }
    case 'settings':
      return { label: line.label, accelerator: line.accelerator, click: actions.openSettings }
    case 'copyText':
      return { label: line.label, click: () => void clipboard.writeText(line.text) }
    case 'correct':
      return {
        label: line.label,
        click: () => {
          actions.correct(line.label)
        },
      }
  }
}
