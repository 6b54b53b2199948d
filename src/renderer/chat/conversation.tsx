import { useState } from 'react'
import type { ReactNode } from 'react'
import type { EventPayload } from '../../shared/ipc/events.ts'
import { MAX_DRAFTS } from '../../shared/ipc/limits.ts'
import type { AppView } from '../../shared/view.ts'
import { attachFiles, pickFiles } from './composer/attach.ts'
import type { AttachProblem } from './composer/attach.ts'
import { Composer } from './composer/composer.tsx'
import { DropZone } from './composer/drop-zone.tsx'
import { ConnectionBar } from './connection-bar.tsx'
import { Header } from './header.tsx'
import { MicrophoneBar } from './microphone-bar.tsx'
import { Notices } from './notices.tsx'
import { Announcer } from './transcript/announcer.tsx'
import { EmptyState } from './transcript/empty-state.tsx'
import { Transcript } from './transcript/transcript.tsx'

/** The conversation: what was said above, what will be said below. */
export function Conversation({
  view,
  shown,
  onSettings,
}: {
  view: AppView
  shown: EventPayload<'chat.show'>
  onSettings: () => void
}): ReactNode {
  // Counts what was sent from this window: the transcript then shows its end, wherever the reader was.
  const [sent, setSent] = useState(0)
  const [attachProblem, setAttachProblem] = useState<AttachProblem | null>(null)
  const onSent = () => {
    setSent((count) => count + 1)
    setAttachProblem(null)
  }
  const onFiles = (files: File[]) => void attachFiles(files, new Date()).then(setAttachProblem)
  const onPick = () => void pickFiles().then(setAttachProblem)
  return (
    <DropZone room={MAX_DRAFTS - view.drafts.length} onFiles={onFiles}>
      <div className="conversation">
        <Header view={view} onSettings={onSettings} />
        <ConnectionBar view={view} onSettings={onSettings} />
        <MicrophoneBar view={view} onSettings={onSettings} />
        <Notices notices={view.notices} />
        <main className="conversation-main">
          {view.turns.length === 0 ? (
            <EmptyState view={view} onSent={onSent} />
          ) : (
            <Transcript
              turns={view.turns}
              drafts={view.drafts}
              connection={view.connection}
              sent={sent}
              shown={shown}
            />
          )}
        </main>
        <Composer
          view={view}
          attachProblem={attachProblem}
          onFiles={onFiles}
          onPick={onPick}
          onSent={onSent}
        />
        <Announcer view={view} />
      </div>
    </DropZone>
  )
}
