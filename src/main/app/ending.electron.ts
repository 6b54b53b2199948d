import { app, BrowserWindow, dialog } from 'electron'
import { pickLanguage } from '../../shared/i18n/messages.ts'
import { translator } from '../../shared/i18n/translator.ts'
import type { Translate } from '../../shared/i18n/translator.ts'
import { notStarted } from './not-started.ts'

/*
 * The ends that nobody has asked for. Something that is there all day must not vanish without a word; and a process that has
 * neither a window nor a tray must not stay either, because it holds the lock that every later start runs into.
 */

/** Says why Parley can't start, and leaves. */
export function leaveUnstarted(error: unknown): void {
  const { title, text } = notStarted(error, app.getPath('userData'), systemTranslate())
  dialog.showErrorBox(title, text)
  app.exit(1)
}

/** Says that Parley has broken, starts it again if the person wants that, and leaves. `logs` is the folder of the log. */
export function leaveBroken(logs: string): void {
  for (const window of BrowserWindow.getAllWindows()) window.destroy()
  const t = systemTranslate()
  const chosen = dialog.showMessageBoxSync({
    type: 'error',
    title: t('app.name'),
    message: t('ending.broken'),
    detail: t('ending.brokenDetail', { folder: logs }),
    buttons: [t('ending.startAgain'), t('closing.quit')],
    defaultId: 0,
    cancelId: 1,
  })
  if (chosen === 0) app.relaunch()
  app.exit(1)
}

/** The settings, and the language chosen there, may be what can't be read. */
function systemTranslate(): Translate {
  return translator(pickLanguage('system', app.getPreferredSystemLanguages()[0] ?? 'en'))
}
