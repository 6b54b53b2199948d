import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { MAX_ALT_CHARS } from '../../../shared/ipc/limits.ts'
import type { DraftAttachment } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { useText } from '../../ui/text.tsx'

/** Where a picture is described in words: for an assistant that can't see, and for whoever listens to the transcript. */
export function AltEditor({ draft, onClose }: { draft: DraftAttachment; onClose: () => void }): ReactNode {
  const t = useText()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [alt, setAlt] = useState(draft.alt)

  useEffect(() => {
    input.current?.focus()
  }, [])

  const save = () => {
    void window.parley.invoke('attachment.setAlt', { draft: draft.id, alt })
    onClose()
  }

  return (
    <div className="alt-editor">
      <label htmlFor={id}>{t('attachment.altLabel', { name: draft.name })}</label>
      <input
        ref={input}
        id={id}
        className="input"
        value={alt}
        maxLength={MAX_ALT_CHARS}
        placeholder={t('attachment.altPlaceholder')}
        onChange={(event) => {
          setAlt(event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') save()
          if (event.key === 'Escape') {
            event.preventDefault()
            onClose()
          }
        }}
      />
      <Button onClick={save}>{t('attachment.altSave')}</Button>
    </div>
  )
}
