import { Music } from 'lucide-react'
import type { ReactNode, SyntheticEvent } from 'react'
import { fileAddress } from '../../../../shared/file-address.ts'
import { fileSize } from '../length.ts'
import { FileActions } from './file-actions.tsx'
import { useFacts } from './use-facts.ts'

/** A sound or video up to this many bytes is looked into before it is played, for its length and its first picture. */
const LOOKED_INTO_BYTES = 25_000_000

interface PlayerProps {
  kind: 'record' | 'video'
  id: string
  name: string
  size: number | null
  onError: () => void
}

/** A sound or a video, with the browser's own controls: they are known to everybody and work by keyboard. */
export function Player({ kind, id, name, size: given, onError }: PlayerProps): ReactNode {
  const { facts } = useFacts(id)
  const size = facts?.size ?? given
  const media = {
    controls: true,
    controlsList: 'nodownload noremoteplayback',
    // Until its size is known, and when it is large, nothing is fetched that nobody asked for.
    preload: size !== null && size <= LOOKED_INTO_BYTES ? 'metadata' : 'none',
    src: fileAddress(id),
    'aria-label': name,
    onPlay: pauseOthers,
    onError,
  } as const
  return (
    <figure className="player" data-kind={kind}>
      {kind === 'video' && <video {...media} playsInline disableRemotePlayback />}
      <figcaption>
        {kind === 'record' && <Music size={18} aria-hidden />}
        <span className="file-chip-text">
          <span className="file-chip-name" title={name}>
            {name}
          </span>
          {size !== null && <small>{fileSize(size, document.documentElement.lang)}</small>}
        </span>
        <FileActions id={id} name={name} canOpen={facts?.canOpen === true} />
      </figcaption>
      {kind === 'record' && <audio {...media} />}
    </figure>
  )
}

/** One thing sounds at a time. */
function pauseOthers({ currentTarget }: SyntheticEvent<HTMLMediaElement>): void {
  for (const other of document.querySelectorAll<HTMLMediaElement>('audio, video')) {
    if (other !== currentTarget) other.pause()
  }
}
