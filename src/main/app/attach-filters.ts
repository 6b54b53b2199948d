import type { Translate } from '../../shared/i18n/translator.ts'
import { extensionsOf } from '../files/content-types.ts'

/** One choice in the file dialog. */
export interface FileFilter {
  name: string
  /** Without the dot. */
  extensions: string[]
}

/** What the file dialog offers to show: everything first, because a filter hides files. */
export function attachFilters(translate: Translate): FileFilter[] {
  return [
    { name: translate('dialog.filterAll'), extensions: ['*'] },
    { name: translate('dialog.filterPictures'), extensions: extensionsOf(/^image\//) },
    { name: translate('dialog.filterSounds'), extensions: extensionsOf(/^audio\//) },
    { name: translate('dialog.filterVideos'), extensions: extensionsOf(/^video\//) },
    {
      name: translate('dialog.filterDocuments'),
      extensions: extensionsOf(/^(text\/|application\/(?!zip|gzip))/),
    },
  ]
}
