import { Maximize, X, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { fileAddress } from '../../../../shared/file-address.ts'
import { IconButton } from '../../../ui/components/button.tsx'
import { useText } from '../../../ui/text.tsx'
import { FileActions } from './file-actions.tsx'
import { useZoom, ZOOM_STEP } from './use-zoom.ts'

interface ViewerProps {
  id: string
  name: string
  alt: string
  onClose: () => void
}

/** A picture over the whole window: to zoom into and to move about. A modal dialog: the focus stays in it, Escape closes it. */
export function Viewer({ id, name, alt, onClose }: ViewerProps): ReactNode {
  const t = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const view = useZoom(stage)
  const { placement } = view
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} className="viewer" aria-label={name} onClose={onClose} onKeyDown={view.onKey}>
      <div
        ref={stage}
        className="viewer-stage"
        data-fitted={view.isFitted}
        onPointerDown={view.onPointerDown}
        onPointerMove={view.onPointerMove}
        onDoubleClick={() => {
          if (view.isFitted) view.actual()
          else view.fit()
        }}
      >
        <img
          src={fileAddress(id)}
          alt={alt}
          draggable={false}
          style={{ transform: `translate(${placement.x}px, ${placement.y}px) scale(${placement.scale})` }}
          onLoad={({ currentTarget }) => {
            view.onLoad({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
          }}
        />
      </div>
      <div className="viewer-bar">
        <span className="viewer-name" title={name}>
          {name}
        </span>
        <span className="viewer-zoom">
          <IconButton
            label={t('attachment.zoomOut')}
            onClick={() => {
              view.zoom(1 / ZOOM_STEP)
            }}
          >
            <ZoomOut size={18} aria-hidden />
          </IconButton>
          <output aria-live="polite">{view.percent} %</output>
          <IconButton
            label={t('attachment.zoomIn')}
            onClick={() => {
              view.zoom(ZOOM_STEP)
            }}
          >
            <ZoomIn size={18} aria-hidden />
          </IconButton>
          <IconButton label={t('attachment.zoomFit')} onClick={view.fit}>
            <Maximize size={18} aria-hidden />
          </IconButton>
        </span>
        <FileActions id={id} name={name} canOpen />
        <IconButton label={t('attachment.closePreview')} onClick={() => dialog.current?.close()}>
          <X size={18} aria-hidden />
        </IconButton>
      </div>
    </dialog>
  )
}
