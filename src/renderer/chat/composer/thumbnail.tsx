import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { DraftAttachment } from '../../../shared/view.ts'
import { draftPicture, inDecodeLane } from './decode-lane.ts'
import { coverSize } from './picture-size.ts'

/** Pixels of a thumbnail's side: sharp at twice the size that it is shown in. */
const SIDE = 80

interface ThumbnailProps {
  id: string
  pixels: NonNullable<DraftAttachment['picture']>
  /** What stands there until it is drawn, and when it can't be. */
  children: ReactNode
}

/** A picture, small, and cut to a square. It is scaled while it is decoded, so that the whole never reaches the page. */
export function Thumbnail({ id, pixels, children }: ThumbnailProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [isDrawn, setDrawn] = useState(false)
  const { width, height } = pixels

  useEffect(() => {
    let isWanted = true
    const draw = async () => {
      if (!isWanted) return
      const size = coverSize({ width, height }, SIDE)
      const bitmap = await createImageBitmap(await draftPicture(id), {
        resizeWidth: size.width,
        resizeHeight: size.height,
        resizeQuality: 'medium',
      })
      const x = (SIDE - size.width) / 2
      const y = (SIDE - size.height) / 2
      canvas.current?.getContext('2d')?.drawImage(bitmap, x, y)
      bitmap.close()
      setDrawn(true)
    }
    // A picture that can't be decoded keeps its icon.
    inDecodeLane(draw).catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [id, width, height])

  return (
    <>
      {!isDrawn && children}
      <canvas ref={canvas} width={SIDE} height={SIDE} hidden={!isDrawn} aria-hidden />
    </>
  )
}
