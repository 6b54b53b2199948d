import { useState } from 'react'
import type { ReactNode } from 'react'
import type { DraftAttachment } from '../../../shared/view.ts'
import { useText } from '../../ui/text.tsx'
import { AltEditor } from './alt-editor.tsx'
import { DraftChip } from './draft-chip.tsx'

interface DraftChipsProps {
  /** Those of the next message. */
  drafts: readonly DraftAttachment[]
  /** These, and those of what was said already. */
  all: readonly DraftAttachment[]
}

/** Files beside the message, in the order in which they go. Dragging puts one in the place of another. */
export function DraftChips({ drafts, all }: DraftChipsProps): ReactNode {
  const t = useText()
  const [describing, setDescribing] = useState<string | null>(null)
  const [moved, setMoved] = useState('')
  if (drafts.length === 0) return null

  const described = drafts.find(({ id, status }) => id === describing && status !== 'failed')
  const move = (id: string, to: number) => {
    const draft = drafts.find((each) => each.id === id)
    const target = drafts[to]
    if (!draft || !target) return
    setMoved(t('attachment.moved', { name: draft.name, place: to + 1, count: drafts.length }))
    void window.parley.invoke('attachment.move', { draft: id, to: all.indexOf(target) })
  }

  return (
    <>
      <ul className="drafts" aria-label={t('composer.attachments')}>
        {drafts.map((draft, index) => (
          <DraftChip
            key={draft.id}
            draft={draft}
            arranging={{
              isDescribing: described?.id === draft.id,
              onDescribe: () => {
                setDescribing(describing === draft.id ? null : draft.id)
              },
              onDropped: (id) => {
                move(id, index)
              },
              onStep: (by) => {
                move(draft.id, index + by)
              },
            }}
          />
        ))}
      </ul>
      {described && (
        <AltEditor
          key={described.id}
          draft={described}
          onClose={() => {
            setDescribing(null)
          }}
        />
      )}
      <span className="visually-hidden" role="status">
        {moved}
      </span>
    </>
  )
}
