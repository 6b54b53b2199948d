import { useEffect, useState } from 'react'
import type { Failure } from '../../../../shared/failure.ts'
import type { AttachmentFacts } from '../../../../shared/ipc/routes.ts'

/** What main says of an attachment; both null while it is asked. */
export interface KnownFacts {
  readonly facts: AttachmentFacts | null
  readonly failure: Failure | null
  readonly retry: () => void
}

const UNKNOWN = { facts: null, failure: null } as const

/** Asks what an attachment is. Null asks nothing. */
export function useFacts(attachmentId: string | null): KnownFacts {
  const [known, setKnown] = useState<Omit<KnownFacts, 'retry'>>(UNKNOWN)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (attachmentId === null) return
    let isAwaited = true
    void window.parley.invoke('attachment.describe', { attachmentId }).then((answer) => {
      if (!isAwaited) return
      setKnown(answer.ok ? { facts: answer.data, failure: null } : { facts: null, failure: answer.error })
    })
    return () => {
      isAwaited = false
    }
  }, [attachmentId, tries])
  return {
    ...known,
    retry: () => {
      setKnown(UNKNOWN)
      setTries((count) => count + 1)
    },
  }
}
