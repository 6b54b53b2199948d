import { FileText, FileWarning, Film, ImageOff, Music } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Failure } from '../../../../shared/failure.ts'
import type { AttachmentView } from '../../../../shared/view.ts'
import { Button } from '../../../ui/components/button.tsx'
import { FailureText, useText } from '../../../ui/text.tsx'
import { fileSize } from '../length.ts'
import { FileActions } from './file-actions.tsx'
import { isProgram, typeLabel } from './type-label.ts'
import { useFacts } from './use-facts.ts'

const ICONS = { image: ImageOff, record: Music, video: Film, file: FileText } as const

interface FileCardProps {
  attachment: AttachmentView
  /** It is a picture, sound or video that could not be shown. */
  broken?: boolean
  /** Tries again to show it. */
  onRetry?: () => void
}

/** A file as a card: its name, what it is, and what can be done with it. */
export function FileCard({ attachment, broken = false, onRetry }: FileCardProps): ReactNode {
  const t = useText()
  const { kind, name, attachmentId } = attachment
  const { facts, failure, retry } = useFacts(attachmentId)
  const isDangerous = facts !== null && isProgram(facts.contentType)
  const Icon = isDangerous ? FileWarning : ICONS[kind]
  const again = () => {
    retry()
    onRetry?.()
  }
  return (
    <div className="file-chip" data-broken={broken || failure !== null}>
      <Icon size={18} aria-hidden />
      <span className="file-chip-text">
        <span className="file-chip-name" title={name}>
          {name}
        </span>
        <small>{failure ? <Problem failure={failure} /> : about()}</small>
      </span>
      {failure ? (
        <Button onClick={again}>{t('attachment.retry')}</Button>
      ) : (
        attachmentId !== null && (
          <FileActions id={attachmentId} name={name} canOpen={facts?.canOpen === true} />
        )
      )}
    </div>
  )

  function about(): string {
    if (attachmentId === null) return t('attachment.nameOnly')
    const size = facts?.size ?? attachment.size
    const type = isDangerous
      ? t('attachment.program')
      : (typeLabel(facts?.contentType ?? null, name) ?? t(`attachment.${kind}`))
    const trouble =
      facts?.isTooLarge === true
        ? t('attachment.tooLarge', { width: facts.width ?? 0, height: facts.height ?? 0 })
        : broken && facts !== null
          ? t('attachment.notShown')
          : null
    return [type, size === null ? null : fileSize(size, document.documentElement.lang), trouble]
      .filter((part) => part !== null)
      .join(' · ')
  }
}

function Problem({ failure }: { failure: Failure }): ReactNode {
  const t = useText()
  return failure.code === 'NOT_FOUND' ? t('attachment.unavailable') : <FailureText failure={failure} />
}
