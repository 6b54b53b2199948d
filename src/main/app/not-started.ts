import type { Translate } from '../../shared/i18n/translator.ts'

/** Codes of Node's file errors, by what a person can do about them. */
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT'])
const NO_ACCESS = new Set(['EACCES', 'EPERM', 'EROFS'])

/** What a person is told when Parley can't start: what it is, and the way out. `folder` is where Parley keeps its data. */
export function notStarted(error: unknown, folder: string, t: Translate): { title: string; text: string } {
  const { code = '', path } = (error ?? {}) as { code?: string; path?: string }
  const reason = error instanceof Error ? error.message : String(error)
  const wayOut = DISK_FULL.has(code)
    ? t('ending.diskFull')
    : NO_ACCESS.has(code)
      ? t('ending.noAccess', { path: path ?? folder })
      : t('ending.other', { folder })
  return { title: t('ending.notStarted'), text: `${wayOut}\n\n${reason}` }
}
