import { memo } from 'react'
import type { ReactNode } from 'react'
import type { DraftAttachment, TurnView } from '../../../shared/view.ts'
import { hasReply } from './has-reply.ts'
import { Reply } from './reply.tsx'
import { TurnStatus } from './turn-status.tsx'
import { UserMessage } from './user-message.tsx'

/** One turn: what the person said, and all that answers it. Drawn again only when it changes. */
export const Turn = memo(function Turn({
  turn,
  drafts,
  offline,
}: {
  turn: TurnView
  /** Files that are its own and not sent yet. */
  drafts: readonly DraftAttachment[]
  offline: boolean
}): ReactNode {
  return (
    <article className="turn">
      {turn.input.kind !== 'push' && <UserMessage turn={turn} drafts={drafts} />}
      {hasReply(turn) && <Reply turn={turn} />}
      <TurnStatus turn={turn} offline={offline} />
    </article>
  )
})
