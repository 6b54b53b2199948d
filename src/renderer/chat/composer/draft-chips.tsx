import { FileText, Film, Image as ImageIcon, Music, RotateCw, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DraftAttachment } from '../../../shared/view.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { failureTitle, failureWords, useText } from '../../ui/text.tsx'
import { fileSize } from '../transcript/length.ts'

const ICONS = { image: ImageIcon, record: Music, video: Film, file: FileText } as const

/** Files beside the message: on their way up, ready, or failed. */
export function DraftChips({ drafts }: { drafts: readonly DraftAttachment[] }): ReactNode {
  const t = useText()
  if (drafts.length === 0) return null
  return (
    <ul className="drafts" aria-label={t('composer.attachments')}>
      {drafts.map((draft) => (
        <li key={draft.id}>
          <DraftChip draft={draft} />
        </li>
      ))}
    </ul>
  )
}

function DraftChip({ draft }: { draft: DraftAttachment }): ReactNode {
  const t = useText()
  const { id, name, status, failure } = draft
  const Icon = ICONS[draft.kind]
  const percent = Math.round(draft.progress * 100)
  const why = failure ? failureWords(t, failure) : undefined
  return (
    <div className="draft" data-status={status} title={why ?? name}>
      <Icon size={16} aria-hidden />
      <span className="draft-text">
        <span className="draft-name">{name}</span>
        <small>
          {status === 'uploading'
            ? t('attachment.uploading', { percent })
            : failure
              ? failureTitle(t, failure)
              : fileSize(draft.size, document.documentElement.lang)}
        </small>
      </span>
      {status === 'failed' && (
        <IconButton
          label={t('attachment.retryNamed', { name })}
          onClick={() => void window.parley.invoke('attachment.retry', { draft: id })}
        >
          <RotateCw size={14} aria-hidden />
        </IconButton>
      )}
      <IconButton
        label={t('attachment.removeNamed', { name })}
        onClick={() => void window.parley.invoke('attachment.remove', { draft: id })}
      >
        <X size={14} aria-hidden />
      </IconButton>
      {status === 'uploading' && (
        <progress value={draft.progress} max={1} aria-label={t('attachment.uploading', { percent })} />
      )}
    </div>
  )
}
