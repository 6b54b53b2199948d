import { useState } from 'react'
import type { ReactNode } from 'react'
import type { AttachmentView } from '../../../shared/view.ts'
import { FileCard } from './media/file-card.tsx'
import { Picture } from './media/picture.tsx'
import { Player } from './media/player.tsx'

/** Files of a message: pictures to look at, sounds and videos to play, the rest to save or open. */
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
  const { attachmentId: id, kind, name, size, alt = name } = attachment
  const [broken, setBroken] = useState(false)
  const onError = () => {
    setBroken(true)
  }
  if (id !== null && !broken) {
    if (kind === 'image') return <Picture id={id} name={name} alt={alt} onError={onError} />
    if (kind !== 'file') return <Player kind={kind} id={id} name={name} size={size} onError={onError} />
  }
  return (
    <FileCard
      attachment={attachment}
      broken={broken}
      onRetry={() => {
        setBroken(false)
      }}
    />
  )
}
