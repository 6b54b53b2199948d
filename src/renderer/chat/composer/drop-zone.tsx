import { Ban, FileUp } from 'lucide-react'
import { useState } from 'react'
import type { DragEvent, ReactNode } from 'react'
import { MAX_DRAFTS } from '../../../shared/ipc/limits.ts'
import { MAX_UPLOAD_BYTES } from '../../../shared/live-api/limits.ts'
import { Sentences, useText } from '../../ui/text.tsx'

interface DropZoneProps {
  /** Files that may still be added. */
  room: number
  onFiles: (files: File[]) => void
  children: ReactNode
}

/** The whole window takes files, and says what will happen while they hover over it. */
export function DropZone({ room, onFiles, children }: DropZoneProps): ReactNode {
  // Entering a child comes before leaving its parent: counting tells when the pointer has left for good.
  const [depth, setDepth] = useState(0)
  const [count, setCount] = useState(0)
  return (
    <div
      className="drop-zone"
      onDragEnter={(event) => {
        if (!hasFiles(event)) return
        setDepth((before) => before + 1)
        setCount(fileCount(event))
      }}
      onDragLeave={(event) => {
        if (hasFiles(event)) setDepth((before) => Math.max(0, before - 1))
      }}
      onDragOver={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = fileCount(event) > room ? 'none' : 'copy'
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setDepth(0)
        onFiles([...event.dataTransfer.files])
      }}
    >
      {children}
      {depth > 0 && <DropTarget count={count} room={room} />}
    </div>
  )
}

function DropTarget({ count, room }: { count: number; room: number }): ReactNode {
  const t = useText()
  const isRefused = count > room
  const Icon = isRefused ? Ban : FileUp
  return (
    <div className="drop-overlay" data-refused={isRefused}>
      <div>
        <Icon size={36} aria-hidden />
        <strong>
          {isRefused
            ? t('composer.dropTooMany', { count, room })
            : count > 1
              ? t('composer.dropMany', { count })
              : t('composer.drop')}
        </strong>
        <small>
          <Sentences
            parts={[
              t('composer.limits', { count: MAX_DRAFTS, megabytes: MAX_UPLOAD_BYTES / 1024 / 1024 }),
              t('composer.noFolders'),
            ]}
          />
        </small>
      </div>
    </div>
  )
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files')
}

/** How many are being dragged; 0 where the system does not tell before the drop. */
function fileCount(event: DragEvent): number {
  return [...event.dataTransfer.items].filter(({ kind }) => kind === 'file').length
}
