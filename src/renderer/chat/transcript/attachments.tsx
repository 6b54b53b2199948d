import { Download, FileText, Film, ImageOff, Music } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { AttachmentView } from '../../../shared/view.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { useText } from '../../ui/text.tsx'
import { fileSize } from './length.ts'

/** Address of an attachment's bytes, of our own origin: main fetches them. */
export function attachmentAddress(attachmentId: string): string {
  return `/attachment/${encodeURIComponent(attachmentId)}`
}

/** Files of a message: pictures to look at, sounds to hear, the rest to save. */
export function Attachments({ attachments }: { attachments: readonly AttachmentView[] }): ReactNode {
  if (attachments.length === 0) return null
  return (
    <ul className="attachments">
      {attachments.map((attachment, index) => (
        <li key={attachment.attachmentId ?? index}>
          <Attachment attachment={attachment} />
        </li>
      ))}
    </ul>
  )
}

function Attachment({ attachment }: { attachment: AttachmentView }): ReactNode {
  const [broken, setBroken] = useState(false)
  if (attachment.kind === 'image' && attachment.attachmentId !== null && !broken) {
    return (
      <Picture
        name={attachment.name}
        id={attachment.attachmentId}
        onError={() => {
          setBroken(true)
        }}
      />
    )
  }
  return <FileChip attachment={attachment} broken={broken} />
}

function Picture({ name, id, onError }: { name: string; id: string; onError: () => void }): ReactNode {
  const t = useText()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="picture"
        aria-label={t('attachment.preview', { name })}
        onClick={() => {
          setOpen(true)
        }}
      >
        <img src={attachmentAddress(id)} alt={name} onError={onError} />
      </button>
      {open && (
        <Lightbox
          name={name}
          id={id}
          onClose={() => {
            setOpen(false)
          }}
        />
      )}
    </>
  )
}

/** A picture at full size. In the page only while it is open. */
function Lightbox({ name, id, onClose }: { name: string; id: string; onClose: () => void }): ReactNode {
  const t = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} className="lightbox" aria-label={name} onClose={onClose}>
      <img src={attachmentAddress(id)} alt={name} />
      <p>
        <SaveButton id={id} name={name} />
        <Button onClick={() => dialog.current?.close()}>{t('attachment.closePreview')}</Button>
      </p>
    </dialog>
  )
}

function FileChip({ attachment, broken }: { attachment: AttachmentView; broken: boolean }): ReactNode {
  const t = useText()
  const { kind, name, size, attachmentId } = attachment
  const Icon = broken ? ImageOff : kind === 'record' ? Music : kind === 'video' ? Film : FileText
  const isSound = kind === 'record' && attachmentId !== null
  return (
    <div className="file-chip">
      <Icon size={18} aria-hidden />
      <span className="file-chip-text">
        <span className="file-chip-name" title={name}>
          {name}
        </span>
        <small>
          {attachmentId === null || broken
            ? t('attachment.unavailable')
            : size === null
              ? t(`attachment.${kind}`)
              : fileSize(size, document.documentElement.lang)}
        </small>
      </span>
      {attachmentId !== null && (
        <IconButton
          label={t('attachment.saveNamed', { name })}
          onClick={() => void window.parley.invoke('attachment.save', { attachmentId, name })}
        >
          <Download size={16} aria-hidden />
        </IconButton>
      )}
      {isSound && <audio controls preload="none" src={attachmentAddress(attachmentId)} aria-label={name} />}
    </div>
  )
}

function SaveButton({ id, name }: { id: string; name: string }): ReactNode {
  const t = useText()
  return (
    <Button onClick={() => void window.parley.invoke('attachment.save', { attachmentId: id, name })}>
      {t('attachment.save')}
    </Button>
  )
}
