import { dialogAnswers, dialogLog } from '../control/records.ts'
import { strict } from '../strict.ts'

/** Dialogs take an optional window first. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each caller knows its own options
function optionsOf<T>(args: readonly unknown[]): T {
  return args[args.length === 1 ? 0 : 1] as T
}

/** Records the call and takes the test's answer; without one the dialog counts as cancelled, which is said once a call. */
function ask<T>(method: string, options: object, cancelled: T): T {
  dialogLog.push({ method, args: [options] })
  if (dialogAnswers.length > 0) return dialogAnswers.shift() as T
  console.error(`electron-host: dialog.${method} cannot be shown and counts as cancelled`)
  return cancelled
}

function openDialog(options: Electron.OpenDialogOptions): Electron.OpenDialogReturnValue {
  return ask('showOpenDialog', options, { canceled: true, filePaths: [] })
}

function saveDialog(options: Electron.SaveDialogOptions): Electron.SaveDialogReturnValue {
  return ask('showSaveDialog', options, { canceled: true, filePath: '' })
}

function messageBox(options: Electron.MessageBoxOptions): Electron.MessageBoxReturnValue {
  const cancelled = { response: options.cancelId ?? 0, checkboxChecked: options.checkboxChecked ?? false }
  return ask('showMessageBox', options, cancelled)
}

type Implemented = Pick<
  Electron.Dialog,
  | 'showOpenDialog'
  | 'showOpenDialogSync'
  | 'showSaveDialog'
  | 'showSaveDialogSync'
  | 'showMessageBox'
  | 'showMessageBoxSync'
  | 'showErrorBox'
>

/** `dialog`: recorded, and answered by the test hook. */
export const dialog = strict(
  {
    showOpenDialog: (...args: unknown[]) => Promise.resolve(openDialog(optionsOf(args))),
    showOpenDialogSync: (...args: unknown[]) => {
      const { canceled, filePaths } = openDialog(optionsOf(args))
      return canceled ? undefined : filePaths
    },
    showSaveDialog: (...args: unknown[]) => Promise.resolve(saveDialog(optionsOf(args))),
    showSaveDialogSync: (...args: unknown[]) => saveDialog(optionsOf(args)).filePath,
    showMessageBox: (...args: unknown[]) => Promise.resolve(messageBox(optionsOf(args))),
    showMessageBoxSync: (...args: unknown[]) => messageBox(optionsOf(args)).response,
    showErrorBox: (title: string, content: string) => {
      dialogLog.push({ method: 'showErrorBox', args: [title, content] })
      console.error(`${title}\n${content}`)
    },
  } satisfies Implemented as Implemented,
  'dialog',
)
