import { dirname } from 'node:path'
import { clipboard, dialog } from 'electron'
import type { BrowserWindow, OpenDialogOptions } from 'electron'
import type { Translate } from '../../shared/i18n/translator.ts'
import { openOutside } from '../windows/security.electron.ts'
import { attachFilters } from './attach-filters.ts'
import type { HandlerParts } from './handlers.ts'

export interface DesktopOptions {
  readonly translate: () => Translate
  /** The window that dialogs belong to. */
  readonly parent: () => BrowserWindow | null
}

/** Dialogs, the clipboard and the browser, as the routes need them. */
export function createDesktop(options: DesktopOptions): HandlerParts['desktop'] {
  /** Where files were picked last: since Electron 43 a dialog begins with the downloads each time, unless it is told. */
  let folder: string | null = null
  return {
    pickFiles: async () => {
      const translate = options.translate()
      const settings: OpenDialogOptions = {
        title: translate('dialog.attachTitle'),
        properties: ['openFile', 'multiSelections'],
        filters: attachFilters(translate),
        ...(folder === null ? {} : { defaultPath: folder }),
      }
      const parent = options.parent()
      const chosen = await (parent
        ? dialog.showOpenDialog(parent, settings)
        : dialog.showOpenDialog(settings))
      if (chosen.canceled) return []
      const [first] = chosen.filePaths
      if (first !== undefined) folder = dirname(first)
      return chosen.filePaths
    },
    openOutside,
    writeClipboard: (text) => {
      void clipboard.writeText(text)
    },
  }
}
