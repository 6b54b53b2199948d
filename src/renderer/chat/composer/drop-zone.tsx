import { FileUp } from 'lucide-react'
import { useState } from 'react'
import type { DragEvent, ReactNode } from 'react'
import { useText } from '../../ui/text.tsx'

/** The whole window takes files, and says so while they hover over it. */
export function DropZone({
  onFiles,
  children,
}: {
  onFiles: (files: File[]) => void
  children: ReactNode
}): ReactNode {
  const t = useText()
  // Entering a child comes before leaving its parent: counting tells when the pointer has left for good.
  const [depth, setDepth] = useState(0)
  return (
    <div
      className="drop-zone"
      onDragEnter={(event) => {
        if (hasFiles(event)) setDepth((count) => count + 1)
      }}
      onDragLeave={(event) => {
        if (hasFiles(event)) setDepth((count) => Math.max(0, count - 1))
      }}
      onDragOver={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setDepth(0)
        onFiles([...event.dataTransfer.files])
      }}
    >
      {children}
      {depth > 0 && (
        <div className="drop-overlay">
          <p>
            <FileUp size={36} aria-hidden />
            {t('composer.drop')}
          </p>
        </div>
      )}
    </div>
  )
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files')
}
