import type { Translate } from '../../../shared/i18n/translator.ts'
import type { DraftAttachment } from '../../../shared/view.ts'
import { failureTitle } from '../../ui/text.tsx'
import { fileSize } from '../transcript/length.ts'

/** The line under a draft's name: what it is doing, or how large it is and what to know of it. */
export function chipText(t: Translate, draft: DraftAttachment, locale: string): string {
  const { status, waitsFor, failure, size } = draft
  switch (status) {
    case 'failed':
      return failure ? failureTitle(t, failure) : ''
    case 'preparing':
      return t(draft.scaleTo === null ? 'attachment.preparing' : 'attachment.scaling')
    case 'waiting':
      return t(`attachment.waiting.${waitsFor ?? 'turn'}`)
    case 'uploading':
      return t('attachment.uploading', { percent: Math.round(draft.progress * 100) })
    case 'ready':
      return [fileSize(size, locale), ...draft.notes.map((note) => noteText(t, draft, note))].join(' · ')
  }
}

function noteText(t: Translate, draft: DraftAttachment, note: DraftAttachment['notes'][number]): string {
  if (note !== 'type-differs') return t(`attachment.notes.${note}`)
  const type = (draft.contentType ?? '').split('/').at(-1)?.replace(/\+.*/, '').toUpperCase() ?? ''
  return type === 'OCTET-STREAM'
    ? t('attachment.notes.type-unknown')
    : t('attachment.notes.type-differs', { type })
}
