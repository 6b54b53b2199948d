import { memo } from 'react'
import type { ReactNode } from 'react'
import type { TurnView } from '../../../shared/view.ts'
import { hasReply } from './has-reply.ts'
import { Reply } from './reply.tsx'
import { TurnStatus } from './turn-status.tsx'
import { UserMessage } from './user-message.tsx'

/** One turn: what the person said, and all that answers it. Drawn again only when it changes. */
export const Turn = memo(function Turn({ turn, offline }: { turn: TurnView; offline: boolean }): ReactNode {
  return (
    <article className="turn">
      {turn.input.kind !== 'push' && <UserMessage turn={turn} />}
      {hasReply(turn) && <Reply turn={turn} />}
      <TurnStatus turn={turn} offline={offline} />
    </article>
  )
})
