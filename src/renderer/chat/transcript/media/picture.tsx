import { useState } from 'react'
import type { ReactNode } from 'react'
import { fileAddress } from '../../../../shared/file-address.ts'
import { useText } from '../../../ui/text.tsx'
import { Viewer } from './viewer.tsx'

interface PictureProps {
  id: string
  name: string
  alt: string
  onError: () => void
}

/** A picture in a message; a click shows it large. */
export function Picture({ id, name, alt, onError }: PictureProps): ReactNode {
  const t = useText()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="picture"
        aria-label={t('attachment.preview', { name })}
        onClick={() => {
          setOpen(true)
        }}
      >
        <img src={fileAddress(id)} alt={alt} decoding="async" onError={onError} />
      </button>
      {open && (
        <Viewer
          id={id}
          name={name}
          alt={alt}
          onClose={() => {
            setOpen(false)
          }}
        />
      )}
    </>
  )
}
