import { Download, ExternalLink, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Failure } from '../../../../shared/failure.ts'
import { IconButton } from '../../../ui/components/button.tsx'
import { FailureText, useText } from '../../../ui/text.tsx'

/** What a person can do with a file: save it, see where it was saved, open it. What goes wrong is said beside the buttons. */
export function FileActions({
  id: attachmentId,
  name,
  canOpen,
}: {
  id: string
  name: string
  canOpen: boolean
}): ReactNode {
  const t = useText()
  const [saved, setSaved] = useState(false)
  const [problem, setProblem] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)

  const save = async () => {
    setBusy(true)
    const answer = await window.parley.invoke('attachment.save', { attachmentId, name })
    setBusy(false)
    setProblem(answer.ok ? null : answer.error)
    if (answer.ok && answer.data.saved) setSaved(true)
  }
  const open = async () => {
    setBusy(true)
    const answer = await window.parley.invoke('attachment.open', { attachmentId, name })
    setBusy(false)
    setProblem(answer.ok ? null : answer.error)
  }
  const reveal = async () => {
    const answer = await window.parley.invoke('attachment.reveal', { attachmentId })
    setProblem(answer.ok ? null : answer.error)
    if (!answer.ok) setSaved(false)
  }

  return (
    <span className="file-actions" aria-busy={busy}>
      {canOpen && (
        <IconButton label={t('attachment.openNamed', { name })} disabled={busy} onClick={() => void open()}>
          <ExternalLink size={16} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('attachment.saveNamed', { name })} disabled={busy} onClick={() => void save()}>
        <Download size={16} aria-hidden />
      </IconButton>
      {saved && (
        <IconButton label={t('attachment.revealNamed', { name })} onClick={() => void reveal()}>
          <FolderOpen size={16} aria-hidden />
        </IconButton>
      )}
      {problem && (
        <small className="file-problem" role="alert">
          <FailureText failure={problem} />
        </small>
      )}
    </span>
  )
}
