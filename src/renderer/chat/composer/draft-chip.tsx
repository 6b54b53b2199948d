import { Captions, Film, FileText, Image as ImageIcon, Music, RotateCw, Square, X } from 'lucide-react'
import type { DragEvent, KeyboardEvent, ReactNode } from 'react'
import type { DraftAttachment } from '../../../shared/view.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { failureWords, useText } from '../../ui/text.tsx'
import { chipText } from './chip-text.ts'
import { Thumbnail } from './thumbnail.tsx'

const ICONS = { image: ImageIcon, record: Music, video: Film, file: FileText } as const

/** How a chip on its way over the others is marked; a file from outside never has it. */
const DRAGGED = 'application/x-parley-draft'

/** What can be done with a chip among those of the next message. */
interface Arranging {
  isDescribing: boolean
  onDescribe: () => void
  /** Another chip, by its id, was let go here. */
  onDropped: (id: string) => void
  /** Keys asked to move it, by so many places. */
  onStep: (by: -1 | 1) => void
}

interface DraftChipProps {
  draft: DraftAttachment
  /** Absent: it goes with what was said already, in its place. */
  arranging?: Arranging
}

/** One file beside the message: what it is, how far it is, and what can be done about it. */
export function DraftChip({ draft, arranging }: DraftChipProps): ReactNode {
  const t = useText()
  const { id, name, status, failure, picture } = draft
  const Icon = ICONS[draft.kind]
  const text = chipText(t, draft, document.documentElement.lang)
  const ask = (route: 'attachment.remove' | 'attachment.cancel') =>
    void window.parley.invoke(route, { draft: id })
  const retry = (asIs: boolean) => void window.parley.invoke('attachment.retry', { draft: id, asIs })
  const isStuck = status === 'failed' && failure?.code === 'FILE_METADATA'
  const isBusy = status === 'uploading' || status === 'waiting'

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    if (arranging && event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      event.preventDefault()
      arranging.onStep(event.key === 'ArrowLeft' ? -1 : 1)
    } else if (event.key === 'Delete' || event.key === 'Backspace') ask('attachment.remove')
  }

  return (
    <li
      className="draft"
      data-status={status}
      title={failure && status === 'failed' ? `${name}\n${failureWords(t, failure)}` : `${name}\n${text}`}
      tabIndex={0}
      aria-label={`${name}, ${text}`}
      aria-keyshortcuts={arranging ? 'Alt+ArrowLeft Alt+ArrowRight Delete' : 'Delete'}
      draggable={arranging !== undefined}
      onKeyDown={onKeyDown}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onDragOver={(event) => {
        if (!arranging || !isChip(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'move'
      }}
      onDrop={(event) => {
        if (!arranging || !isChip(event)) return
        event.preventDefault()
        arranging.onDropped(event.dataTransfer.getData(DRAGGED))
      }}
    >
      <span className="draft-picture">
        {picture ? (
          <Thumbnail id={id} pixels={picture}>
            <Icon size={18} aria-hidden />
          </Thumbnail>
        ) : (
          <Icon size={18} aria-hidden />
        )}
      </span>
      <span className="draft-text">
        <span className="draft-name">{name}</span>
        <small>{text}</small>
        {isStuck && (
          <Button
            look="quiet"
            className="draft-as-is"
            aria-label={t('attachment.asIsNamed', { name })}
            onClick={() => {
              retry(true)
            }}
          >
            {t('attachment.asIs')}
          </Button>
        )}
      </span>
      {arranging && draft.kind === 'image' && status !== 'failed' && (
        <IconButton
          className="draft-alt"
          label={t(draft.alt === '' ? 'attachment.describeNamed' : 'attachment.changeAltNamed', { name })}
          data-filled={draft.alt !== ''}
          aria-expanded={arranging.isDescribing}
          onClick={arranging.onDescribe}
        >
          <Captions size={15} aria-hidden />
        </IconButton>
      )}
      {status === 'failed' && !isStuck && (
        <IconButton
          label={t('attachment.retryNamed', { name })}
          onClick={() => {
            retry(false)
          }}
        >
          <RotateCw size={14} aria-hidden />
        </IconButton>
      )}
      {isBusy && (
        <IconButton
          label={t('attachment.cancelNamed', { name })}
          onClick={() => {
            ask('attachment.cancel')
          }}
        >
          <Square size={11} fill="currentColor" aria-hidden />
        </IconButton>
      )}
      <IconButton
        label={t('attachment.removeNamed', { name })}
        onClick={() => {
          ask('attachment.remove')
        }}
      >
        <X size={14} aria-hidden />
      </IconButton>
      {status === 'uploading' && <progress value={draft.progress} max={1} aria-label={text} />}
    </li>
  )
}

function isChip(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(DRAGGED)
}
