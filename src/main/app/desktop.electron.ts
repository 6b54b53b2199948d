import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { app, clipboard, dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Translate } from '../../shared/i18n/translator.ts'
import { openOutside } from '../windows/security.electron.ts'
import type { AttachmentSource } from '../windows/app-protocol.electron.ts'
import type { HandlerParts } from './handlers.ts'

export interface DesktopOptions {
  readonly translate: () => Translate
  /** The window that dialogs belong to. */
  readonly parent: () => BrowserWindow | null
  readonly attachments: AttachmentSource
}

/** Dialogs, the clipboard and the browser, as the routes need them. */
export function createDesktop(options: DesktopOptions): HandlerParts['desktop'] {
  return {
    pickFiles: async () => {
      const settings = {
        title: options.translate()('dialog.attachTitle'),
        properties: ['openFile', 'multiSelections'] as ('openFile' | 'multiSelections')[],
      }
      const parent = options.parent()
      const chosen = await (parent
        ? dialog.showOpenDialog(parent, settings)
        : dialog.showOpenDialog(settings))
      return chosen.canceled ? [] : chosen.filePaths
    },
    saveAttachment: async (attachmentId, name) => {
      const found = await options.attachments(attachmentId)
      if (!found)
        throw new FailureError(failure('DOWNLOAD_FAILED', 'The attachment could not be fetched.', true))
      const settings = {
        title: options.translate()('dialog.saveTitle'),
        // The name comes from a server: only its last part may decide where the file goes.
        defaultPath: join(app.getPath('downloads'), basename(name.replaceAll('\\', '/')) || 'attachment'),
      }
      const parent = options.parent()
      const chosen = await (parent
        ? dialog.showSaveDialog(parent, settings)
        : dialog.showSaveDialog(settings))
      if (chosen.canceled || !chosen.filePath) return false
      await writeFile(chosen.filePath, found.bytes)
      return true
    },
    openOutside,
    writeClipboard: (text) => {
      void clipboard.writeText(text)
    },
  }
}
