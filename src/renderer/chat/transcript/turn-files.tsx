import { Paperclip } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DraftAttachment, TurnView } from '../../../shared/view.ts'
import { useText } from '../../ui/text.tsx'
import { DraftChip } from '../composer/draft-chip.tsx'

/** Files that go with what is said, from the press of the key until both are sent. */
export function TurnFiles({
  turn,
  drafts,
}: {
  turn: TurnView
  drafts: readonly DraftAttachment[]
}): ReactNode {
  const t = useText()
  if (drafts.length === 0) return null
  const text = t(turn.state === 'listening' ? 'compose.filesListening' : 'compose.files')
  return (
    <section className="turn-files" aria-label={text}>
      <p>
        <Paperclip size={12} aria-hidden /> {text}
      </p>
      <ul className="drafts">
        {drafts.map((draft) => (
          <DraftChip key={draft.id} draft={draft} />
        ))}
      </ul>
    </section>
  )
}
