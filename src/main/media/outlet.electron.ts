import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { app, dialog, shell } from 'electron'
import type { BrowserWindow } from 'electron'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Translate } from '../../shared/i18n/translator.ts'
import { safeFileName } from '../files/names.ts'
import { saveCopy } from './export.ts'
import type { MediaService } from './media-service.ts'

export interface OutletOptions {
  readonly media: MediaService
  readonly translate: () => Translate
  /** The window that dialogs belong to. */
  readonly parent: () => BrowserWindow | null
}

/** Where the files of messages leave Parley: only when a person says so, and never to be run. */
export class Outlet {
  readonly #options: OutletOptions
  /** Where attachments were saved last, for "show in folder". */
  readonly #saved = new Map<string, string>()
  /** Where something was saved last. */
  #folder: string | null = null

  constructor(options: OutletOptions) {
    this.#options = options
  }

  /** Saves where the person says; false when they cancelled. Rejects with a `FailureError`. */
  async save(attachmentId: string, name: string): Promise<boolean> {
    const { media, translate, parent } = this.#options
    // It arrives while the person chooses.
    const file = await media.file(attachmentId)
    try {
      const window = parent()
      const settings = {
        title: translate()('dialog.saveTitle'),
        // The name comes from a server: only a plain name may say where the file goes.
        defaultPath: join(this.#folder ?? app.getPath('downloads'), safeFileName(name)),
      }
      const chosen = await (window
        ? dialog.showSaveDialog(window, settings)
        : dialog.showSaveDialog(settings))
      if (chosen.canceled || !chosen.filePath) return false
      await saveCopy(file, chosen.filePath)
      this.#saved.set(attachmentId, chosen.filePath)
      this.#folder = dirname(chosen.filePath)
      return true
    } finally {
      await file.close()
    }
  }

  /** Shows a saved file in the system's file manager. Fails with `FILE_NOT_FOUND` when it is not there any more. */
  reveal(attachmentId: string): void {
    const path = this.#saved.get(attachmentId)
    if (path === undefined || !existsSync(path))
      throw new FailureError(failure('FILE_NOT_FOUND', 'It was not saved, or is not there any more'))
    shell.showItemInFolder(path)
  }

  /** Opens a copy in the system's program for its kind. */
  async open(attachmentId: string, name: string): Promise<void> {
    const path = await this.#options.media.copyToOpen(attachmentId, name)
    const problem = await shell.openPath(path)
    if (problem !== '')
      throw new FailureError(failure('OPEN_FAILED', `No program opened ${basename(path)}: ${problem}`))
  }
}
